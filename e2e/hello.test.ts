import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const run = promisify(execFile)
const example = new URL('../examples/hello/', import.meta.url).pathname

/** What real containers leave behind on a host, to compare before and after. */
async function hostTraces(): Promise<{ links: string[]; mounts: string[] }> {
  const links = (await run('ip', ['-br', 'link'])).stdout
    .split('\n')
    .map((line) => line.split(/[\s@]/)[0] ?? '')
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  return { links: links.filter(Boolean).sort(), mounts: mounts.filter((line) => line.includes('knarr')) }
}

function processesMentioning(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return `${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`
      } catch {
        return ''
      }
    })
    .filter((line) => line.includes(text))
}

describe.each(['sandbox', 'containerd'] as const)('the hello example on %s', (runtime) => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let before: Awaited<ReturnType<typeof hostTraces>>

  beforeAll(async () => {
    if (process.getuid?.() !== 0) throw new Error('NOT RUN: real containers need root')
    before = await hostTraces()
    knarr = await KnarrProcess.start({ runtime })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
  })

  const podIps = async (): Promise<string[]> =>
    (await kubectl('get', 'pods', '-l', 'app=hello', '-o', 'jsonpath={.items[*].status.podIP}'))
      .split(' ')
      .filter(Boolean)
  const podNames = async (): Promise<string[]> =>
    (await kubectl('get', 'pods', '-l', 'app=hello', '-o', 'name')).split('\n').filter(Boolean)

  it('runs three pods that answer from the host', async () => {
    await kubectl('apply', '-f', example)
    await kubectl('rollout', 'status', 'deployment/hello', '--timeout=60s')
    const ips = await podIps()
    expect(new Set(ips).size).toBe(3)
    for (const ip of ips) {
      const answer = await (await fetch(`http://${ip}:8080/`)).text()
      expect(answer).toContain('Hello from Knarr')
    }
    expect(await kubectl('get', 'pods', '-o', 'wide')).toMatch(/1\/1 +Running +0/)
  })

  it('shows logs and runs commands', async () => {
    const [pod = ''] = await podNames()
    expect(await kubectl('logs', pod)).not.toBe('')
    expect(await kubectl('exec', pod, '--', 'node', '-p', '6*7')).toBe('42\n')
    const failed = await kubectl.result(['exec', pod, '--', 'node', '-e', 'process.exit(3)'])
    expect(failed.code).toBe(3)
    const typed = await kubectl.result(
      ['exec', '-i', pod, '--', 'node', '-e', 'process.stdin.pipe(process.stdout)'],
      {
        stdin: 'over the wire',
      },
    )
    expect(typed.stdout).toBe('over the wire')
    const missing = await kubectl.result(['exec', pod, '--', '/no/such/command'])
    expect(missing.code).not.toBe(0)
    expect(missing.stderr).toMatch(/no such file or directory|not found/)
  })

  it('restarts a container whose process dies', async () => {
    const [pod = ''] = await podNames()
    await kubectl.result([
      'exec',
      pod,
      '--',
      'node',
      '-e',
      'process.kill(1, "SIGKILL"); process.kill(1, "SIGTERM")',
    ])
    await expect
      .poll(() => kubectl('get', pod, '-o', 'jsonpath={.status.containerStatuses[0].restartCount}'), {
        timeout: 30_000,
      })
      .toBe('1')
    await kubectl('wait', '--for=condition=Ready', pod, '--timeout=30s')
  })

  it('rolls out a restart and scales to ten and back', async () => {
    const old = await podNames()
    await kubectl('rollout', 'restart', 'deployment/hello')
    await kubectl('rollout', 'status', 'deployment/hello', '--timeout=90s')
    await expect.poll(async () => (await podNames()).length, { timeout: 30_000 }).toBe(3)
    expect((await podNames()).some((name) => old.includes(name))).toBe(false)
    await kubectl('scale', 'deployment/hello', '--replicas=10')
    await kubectl('rollout', 'status', 'deployment/hello', '--timeout=90s')
    expect(await podIps()).toHaveLength(10)
    await kubectl('scale', 'deployment/hello', '--replicas=3')
    await expect.poll(async () => (await podNames()).length, { timeout: 60_000 }).toBe(3)
  })

  it('keeps its pods through kill -9 and a new start', async () => {
    const uids = (): Promise<string> =>
      kubectl(
        'get',
        'pods',
        '-l',
        'app=hello',
        '-o',
        'jsonpath={.items[*].metadata.uid} {.items[*].status.containerStatuses[0].containerID}',
      )
    const known = await uids()
    await knarr.stop('SIGKILL')
    knarr = await KnarrProcess.start({ runtime, dataDirectory: knarr.dataDirectory })
    kubectl = kubectlFor(knarr.kubeconfig)
    await kubectl('wait', '--for=condition=Ready', 'pods', '-l', 'app=hello', '--timeout=30s')
    expect(await uids()).toBe(known)
    for (const ip of await podIps()) expect((await fetch(`http://${ip}:8080/`)).status).toBe(200)
  })

  it('shows the states Kubernetes shows for what cannot run', async () => {
    await kubectl('run', 'absent', '--image=127.0.0.1:1/none/such:1', '--restart=Never')
    await expect
      .poll(() => kubectl('get', 'pod', 'absent', '--no-headers'), { timeout: 30_000 })
      .toMatch(/ErrImagePull|ImagePullBackOff/)
    await kubectl(
      'run',
      'lost',
      '--image=knarr/hello:latest',
      '--image-pull-policy=IfNotPresent',
      '--command',
      '--',
      '/no/such',
    )
    await expect
      .poll(() => kubectl('get', 'pod', 'lost', '--no-headers'), { timeout: 30_000 })
      .toMatch(/RunContainerError|CrashLoopBackOff|StartError/)
    await kubectl('delete', 'pod', 'absent', 'lost', '--grace-period=1')
  })

  it('runs the pods whose manifests lie on the node', async () => {
    const manifest = join(knarr.dataDirectory, 'nodes/knarr-1/manifests/static.yaml')
    const container =
      '{ name: web, image: knarr/hello:latest, imagePullPolicy: Never, command: [node, -e, "setInterval(Date, 9e6)"] }'
    const spec = `{ terminationGracePeriodSeconds: 1, containers: [${container}] }`
    writeFileSync(manifest, `apiVersion: v1\nkind: Pod\nmetadata: { name: static }\nspec: ${spec}\n`)
    const mirror = (): Promise<string> =>
      kubectl('get', 'pods', 'static-knarr-1', '--no-headers', '--ignore-not-found')
    await expect.poll(mirror, { timeout: 30_000 }).toMatch(/Running/)
    rmSync(manifest)
    await expect.poll(mirror, { timeout: 60_000 }).toBe('')
  })

  it('leaves nothing behind', async () => {
    await kubectl('delete', '-f', example, '--timeout=60s')
    await expect.poll(() => kubectl('get', 'pods', '--no-headers'), { timeout: 60_000 }).toBe('')
    const directory = knarr.dataDirectory
    await knarr.destroy()
    const after = await hostTraces()
    // Other clusters on this machine may come and go; nothing may stay that was not there.
    expect(after.links.filter((link) => !before.links.includes(link))).toEqual([])
    expect(after.mounts.filter((mount) => mount.includes(directory))).toEqual([])
    expect(processesMentioning(directory)).toEqual([])
  })
})
