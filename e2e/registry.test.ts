import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { busyboxImage } from '@knarr/linux/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { Registry } from './support/registry.ts'

/** The host's address on the network of the cluster's nodes: where a node reaches a registry on this machine. */
function hostAddress(nodeAddress: string): string {
  const prefix = nodeAddress.slice(0, nodeAddress.lastIndexOf('.') + 1)
  const addresses = execFileSync('ip', ['-br', '-4', 'addr'], { encoding: 'utf8' })
  const found = addresses.split(/\s+/).find((text) => text.startsWith(prefix))
  if (!found) throw new Error(`no address of this machine beside ${nodeAddress}`)
  return found.split('/')[0] as string
}

describe.each(['sandbox', 'containerd'] as const)('images from a registry on %s', (runtime) => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let registry: Registry
  let image: string

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real containers need root')
    knarr = await KnarrProcess.start({ runtime })
    kubectl = kubectlFor(knarr.kubeconfig)
    const node = await kubectl('get', 'node', 'knarr-1', '-o', 'jsonpath={.status.addresses[0].address}')
    const address = runtime === 'sandbox' ? '127.0.0.1:15001' : `${hostAddress(node)}:15001`
    registry = await Registry.start(address)
    image = await registry.push(busyboxImage('busybox:latest'), 'library/busybox:1')
    const hosts = join(knarr.dataDirectory, 'nodes', 'knarr-1', 'containerd', 'certs.d', address)
    mkdirSync(hosts, { recursive: true })
    writeFileSync(join(hosts, 'hosts.toml'), `server = "http://${address}"\n[host."http://${address}"]\n`)
  })
  afterAll(async () => {
    await registry?.stop()
    await knarr?.destroy()
  })

  const apply = async (manifest: string): Promise<void> => {
    const { code, stderr } = await kubectl.result(['apply', '-f', '-'], { stdin: manifest })
    expect(stderr).toBe('')
    expect(code).toBe(0)
  }

  it('are pulled, run and their output kept', async () => {
    await kubectl(
      'run',
      'once',
      `--image=${image}`,
      '--restart=Never',
      '--',
      'sh',
      '-c',
      'echo out; echo err >&2; exit 3',
    )
    await kubectl('wait', '--for=jsonpath={.status.phase}=Failed', 'pod/once', '--timeout=30s')
    expect((await kubectl('logs', 'once')).split('\n').filter(Boolean).sort()).toEqual(['err', 'out'])
    expect(
      await kubectl(
        'get',
        'pod',
        'once',
        '-o',
        'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}',
      ),
    ).toBe('3')
    expect(await kubectl('get', 'events', '--field-selector', 'involvedObject.name=once')).toMatch(
      /Successfully pulled image/,
    )
  })

  it('run init containers in order, with volumes, environment and limits', async () => {
    await apply(`apiVersion: v1
kind: Pod
metadata: { name: steps }
spec:
  restartPolicy: Never
  initContainers:
    - { name: first, image: ${image}, command: [sh, -c, 'echo one > /work/log'], volumeMounts: [{ name: work, mountPath: /work }] }
    - { name: second, image: ${image}, command: [sh, -c, 'echo two >> /work/log'], volumeMounts: [{ name: work, mountPath: /work }] }
  containers:
    - name: main
      image: ${image}
      command: [sh, -c, 'cat /work/log; echo $(WHO) $NODE; cat /etc/hostname; id -u; cat /mem/x 2>&1 | head -c 0; df /mem | tail -1 | cut -d" " -f1']
      env:
        - { name: WHO, value: me }
        - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
      securityContext: { runAsUser: 1000 }
      resources: { limits: { cpu: 500m, memory: 64Mi } }
      volumeMounts: [{ name: work, mountPath: /work }, { name: mem, mountPath: /mem }]
  volumes:
    - { name: work, emptyDir: {} }
    - { name: mem, emptyDir: { medium: Memory } }
`)
    await kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/steps', '--timeout=30s')
    expect(await kubectl('logs', 'steps')).toMatch(/^one\ntwo\nme knarr-1\n[\s\S]*1000\ntmpfs\n$/)
    expect(await kubectl('get', 'pod', 'steps', '-o', 'jsonpath={.status.qosClass}')).toBe('Burstable')
  })

  it('are shown as volumes, whole or in part, and cannot be written', async () => {
    const script = 'ls /image/bin/busybox; cat /part/passwd | head -1; touch /image/x; exit 1'
    await apply(`apiVersion: v1
kind: Pod
metadata: { name: shown }
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 0
  containers:
    - name: main
      image: ${image}
      command: [sh, -c, '${script} 2>&1']
      volumeMounts:
        - { name: image, mountPath: /image }
        - { name: image, mountPath: /part, subPath: etc }
  volumes:
    - { name: image, image: { reference: "${image}", pullPolicy: Always } }
`)
    await kubectl('wait', '--for=jsonpath={.status.phase}=Failed', 'pod/shown', '--timeout=30s')
    const log = await kubectl('logs', 'shown')
    expect(log).toContain('/image/bin/busybox\nroot:x:0:0:root')
    expect(log).toContain('Read-only file system')
    await kubectl('delete', 'pod', 'shown')
  })

  it('that are volumes are waited for as those of containers', async () => {
    const spec = `{ restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{ name: main, image: ${image}, command: [sleep, "60"], volumeMounts: [{ name: v, mountPath: /v, subPath: SUB }] }], volumes: [{ name: v, image: { reference: "REF" } }] }`
    const pod = (name: string, reference: string, subPath: string): Promise<void> =>
      apply(
        `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: ${spec.replace('REF', reference).replace('SUB', subPath)} }`,
      )
    await pod('absent', image.replace(/busybox:1$/, 'absent:1'), 'etc')
    await pod('partless', image, 'no/such/part')
    const reason = (name: string): Promise<string> =>
      kubectl('get', 'pod', name, '-o', 'jsonpath={.status.containerStatuses[0].state.waiting.reason}')
    await expect
      .poll(() => reason('absent'), { timeout: 30_000 })
      .toMatch(/^(ErrImagePull|ImagePullBackOff)$/)
    await expect.poll(() => reason('partless'), { timeout: 30_000 }).toBe('CreateContainerConfigError')
    await kubectl('delete', 'pod', 'absent', 'partless')
  })

  it('are restarted with back-off when they fail, killed when they use too much memory', async () => {
    await kubectl('run', 'crash', `--image=${image}`, '--', 'sh', '-c', 'exit 1')
    await expect
      .poll(() => kubectl('get', 'pod', 'crash', '--no-headers'), { timeout: 30_000 })
      .toMatch(/CrashLoopBackOff|Error +[1-9]/)
    await apply(`apiVersion: v1
kind: Pod
metadata: { name: greedy }
spec:
  restartPolicy: Never
  containers:
    - { name: main, image: ${image}, command: [sh, -c, 'tail /dev/zero'], resources: { limits: { memory: 16Mi } } }
`)
    await kubectl('wait', '--for=jsonpath={.status.phase}=Failed', 'pod/greedy', '--timeout=30s')
    const reason = 'jsonpath={.status.containerStatuses[0].state.terminated.reason}'
    expect(await kubectl('get', 'pod', 'greedy', '-o', reason)).toBe('OOMKilled')
  })

  it('stream logs while they run and stop when deleted', async () => {
    await kubectl(
      'run',
      'ticker',
      `--image=${image}`,
      '--',
      'sh',
      '-c',
      'i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.2; done',
    )
    await kubectl('wait', '--for=condition=Ready', 'pod/ticker', '--timeout=30s')
    const following = kubectl.result(['logs', '-f', 'ticker'], { timeoutMs: 40_000 })
    expect(await kubectl('logs', 'ticker', '--tail=1')).toMatch(/^tick \d+\n$/)
    expect(await kubectl('logs', 'ticker', '--timestamps', '--tail=1')).toMatch(
      /^\d{4}-\d\d-\d\dT\S+Z? tick \d+\n$/,
    )
    await kubectl('delete', 'pod', 'ticker', '--grace-period=1')
    const { stdout } = await following
    expect(stdout).toMatch(/^tick 0\ntick 1\n/)
  })

  it('give a terminal to exec -it', async () => {
    await kubectl('run', 'shell', `--image=${image}`, '--', 'sleep', '300')
    await kubectl('wait', '--for=condition=Ready', 'pod/shell', '--timeout=30s')
    const command = `${kubectl.binary} exec -it shell -- sh -c "tty; until stty size | grep '33 120'; do sleep 0.05; done; exit 4"`
    const env = { ...process.env, KUBECONFIG: knarr.kubeconfig }
    const { stdout, status } = spawnSync(
      'script',
      ['-qec', `stty rows 33 cols 120; ${command}`, '/dev/null'],
      { env, encoding: 'utf8' },
    )
    // `script`, whose own input is at its end, may echo a control character in between.
    expect(stdout).toMatch(/\/dev\/pts\/\d+\r\n/)
    expect(stdout).toContain('33 120\r\n')
    expect(status).toBe(4)
    await kubectl('delete', 'pod', 'shell', '--grace-period=1')
  })
})
