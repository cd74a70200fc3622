import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import {
  helloImage,
  mountsOf,
  type NodeNamespaces,
  openNodeNamespaces,
  processIdentity,
  runCommand,
} from '@knarr/linux'
import { busyboxImage, describeWithNamespaces } from '@knarr/linux/testing'
import { systemClock } from '@knarr/machinery'
import {
  containerConfig,
  eventually,
  exited,
  logText,
  runContainer,
  runPod,
  sandboxConfig,
} from '@knarr/rpc/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSandboxRuntime, type SandboxRuntime } from './index.ts'

describeWithNamespaces('a node with the sandbox runtime', () => {
  let stateDirectory: string
  let node: NodeNamespaces
  let runtime: SandboxRuntime | undefined

  beforeEach(() => {
    stateDirectory = mkdtempSync(`${tmpdir()}/knarr-node-`)
  })
  afterEach(async () => {
    runtime?.close()
    runtime = undefined
    await node.close()
    rmSync(stateDirectory, { recursive: true })
  })

  async function open(): Promise<SandboxRuntime> {
    node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
    const localImages = new Map([
      ['busybox', async () => busyboxImage('busybox')],
      [
        'knarr/hello',
        () =>
          helloImage({
            reference: 'knarr/hello',
            architecture: process.arch,
            nodePath: process.execPath,
            run: runCommand,
          }),
      ],
    ])
    runtime = await createSandboxRuntime({
      node,
      stateDirectory: `${stateDirectory}/n1`,
      clock: systemClock,
      localImages,
    })
    await runtime.pullImage('busybox')
    return runtime
  }

  const pod = (name: string, changes = {}) =>
    runPod(runtime as SandboxRuntime, sandboxConfig(name, `${stateDirectory}/logs`, changes))

  it('keeps its containers when the process that started them is killed', async () => {
    const program = new URL('testing/crashing-kubelet.ts', import.meta.url).pathname
    const script = 'i=0; while :; do echo $i; i=$((i+1)); sleep 0.01; done'
    const kubelet = spawn(process.execPath, [program, stateDirectory, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(kubelet.stdout, 'data')
    const started = JSON.parse(String(line))
    kubelet.kill('SIGKILL')
    await once(kubelet, 'exit')
    const again = await open()
    expect(node.adopted).toBe(true)
    expect(await again.podSandboxStatus(started.pod)).toMatchObject({
      state: 'READY',
      ips: [started.address],
    })
    expect(await again.containerStatus(started.container)).toMatchObject({ state: 'RUNNING' })
    const log = (): string => logText(`${stateDirectory}/logs/main_0.log`)
    const lines = log().split('\n').length
    await eventually(log, (text) => text.split('\n').length > lines + 20)
    const numbers = log().trim().split('\n').map(Number)
    // What was in the dead process's hands may be lost; what follows is in order and nothing comes twice.
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect((await again.execSync(started.container, ['echo', 'hi'])).exitCode).toBe(0)
    expect((await pod('another')).address).not.toBe(started.address)
    await again.stopContainer(started.container, 0)
    expect(await again.containerStatus(started.container)).toMatchObject({ state: 'EXITED', exitCode: 137 })
  })

  it('notices that its node was lost', async () => {
    const first = await open()
    const lost = await pod('lost')
    const container = await runContainer(first, lost, containerConfig('busybox', ['sleep', '100']))
    first.close()
    process.kill(node.initPid, 'SIGKILL')
    await eventually(
      () => processIdentity(node.initPid),
      (alive) => !alive,
    )
    const again = await open()
    expect(node.adopted).toBe(false)
    expect(await again.podSandboxStatus(lost.id)).toMatchObject({ state: 'NOTREADY' })
    expect(await exited(again, container)).toMatchObject({ reason: 'Unknown', exitCode: 255 })
    await again.removePodSandbox(lost.id)
    expect([await again.listContainers(), await again.listPodSandboxes()]).toEqual([[], []])
    await runContainer(again, await pod('next'), containerConfig('busybox', ['sleep', '100']))
  })

  it('ends a container whose start was cut off', async () => {
    const opened = await open()
    const cut = await pod('cut')
    const id = await runContainer(opened, cut, containerConfig('busybox', ['sleep', '100']))
    opened.close()
    const file = `${stateDirectory}/n1/containers/${id}/container.json`
    const { init, supervisor, ...record } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...record, state: 'CREATED', startedAtMs: 0 }))
    const again = await open()
    expect(await exited(again, id)).toMatchObject({ exitCode: 137 })
    await eventually(
      () => processIdentity(init.pid) ?? processIdentity(supervisor.pid),
      (alive) => !alive,
    )
    await again.removePodSandbox(cut.id)
  })

  it('survives a log that cannot be written', async () => {
    const opened = await open()
    const full = await pod('full', { logDirectory: '/dev' })
    const config = containerConfig('busybox', ['sh', '-c', 'echo lost; echo too; exit 3'], {
      logPath: 'full',
    })
    const id = await runContainer(opened, full, config)
    expect(await exited(opened, id)).toMatchObject({ exitCode: 3 })
  })

  it('maps host ports', async () => {
    const opened = await open()
    const portMappings = [{ protocol: 'TCP', containerPort: 8080, hostPort: 18080, hostIp: '' }] as const
    const server = await pod('server', { portMappings })
    const serve = ['sh', '-c', 'mkdir /www; echo ported > /www/index.html; exec httpd -f -p 8080 -h /www']
    const container = await runContainer(opened, server, containerConfig('busybox', serve))
    expect(await eventually(() => fetchText(`http://${node.address}:18080/`), Boolean)).toBe('ported\n')
    const own = ['timeout', '3', 'wget', '-qO-', `http://${node.address}:18080/`]
    expect(String((await opened.execSync(container, own)).stdout)).toBe('ported\n')
    const loopback = ['busybox', 'timeout', '3', 'busybox', 'wget', '-qO-', 'http://127.0.0.1:18080/']
    expect(await runCommand(node.enter(loopback))).toBe('ported\n')
    await opened.stopPodSandbox(server.id)
    expect(await runCommand(node.enter(['nft', 'list', 'tables']))).toBe('')
  })

  it('passes mounts on as asked, and leaves none in the node', async () => {
    const opened = await open()
    const volume = `${stateDirectory}/volume`
    mkdirSync(`${volume}/late`, { recursive: true })
    await runCommand(node.enter(['mount', '-t', 'tmpfs', 'volume', volume]))
    await runCommand(node.enter(['mkdir', `${volume}/late`, `${volume}/made`]))
    const before = mountsOf(node.initPid).length
    const shared = await pod('shared')
    const watch = 'while [ ! -e /data/late/file ]; do sleep 0.02; done; echo seen; sleep 100'
    const mounts = [{ containerPath: '/data', hostPath: volume, readonly: false }]
    const receiver = containerConfig('busybox', ['sh', '-c', watch], {
      mounts: mounts.map((mount) => ({ ...mount, propagation: 'HOST_TO_CONTAINER' as const })),
    })
    await runContainer(opened, shared, receiver)
    const giver = containerConfig('busybox', ['sh', '-c', 'mount -t tmpfs given /data/made && sleep 100'], {
      metadata: { name: 'giver', attempt: 0 },
      logPath: 'giver.log',
      mounts: mounts.map((mount) => ({ ...mount, propagation: 'BIDIRECTIONAL' as const })),
      security: { privileged: true },
    })
    await runContainer(opened, shared, giver)
    await eventually(
      () => mountsOf(node.initPid),
      (all) => all.some(({ source }) => source === 'given'),
    )
    await runCommand(
      node.enter(['sh', '-c', `mount -t tmpfs late ${volume}/late && touch ${volume}/late/file`]),
    )
    await eventually(
      () => logText(`${stateDirectory}/logs/main_0.log`),
      (text) => text === 'seen\n',
    )
    expect(mountsOf(node.initPid).length).toBe(before + 2)
    expect(mountsOf('self').some(({ mountPoint }) => mountPoint.startsWith(stateDirectory))).toBe(false)
  })

  it('runs the image it puts together of its own Node', async () => {
    const opened = await open()
    const image = (await opened.imageStatus('knarr/hello:latest'))?.id ?? ''
    const hello = await pod('hello')
    const envs = [
      { key: 'POD_NAME', value: 'hello-1' },
      { key: 'GREETING', value: 'Moin' },
    ]
    const container = await runContainer(opened, hello, containerConfig(image, [], { envs, mounts: [] }))
    const answer = await eventually(() => fetchText(`http://${hello.address}:8080/`), Boolean)
    expect(answer).toBe('Moin from pod hello-1 in namespace default\nGREETING=Moin\n')
    await opened.stopContainer(container, 10_000)
    expect(await opened.containerStatus(container)).toMatchObject({ exitCode: 0, reason: 'Completed' })
  })

  it('makes the source of a mount that is not there, and shows its hosts file', async () => {
    const opened = await open()
    writeFileSync(`${stateDirectory}/hosts`, '127.0.0.1 localhost\n')
    const mounts = [
      {
        containerPath: '/new',
        hostPath: `${stateDirectory}/made/now`,
        readonly: false,
        propagation: 'PRIVATE' as const,
      },
      {
        containerPath: '/etc/hosts',
        hostPath: `${stateDirectory}/hosts`,
        readonly: true,
        propagation: 'PRIVATE' as const,
      },
      {
        containerPath: '/dev/termination-log',
        hostPath: `${stateDirectory}/log`,
        readonly: false,
        propagation: 'PRIVATE' as const,
      },
    ]
    writeFileSync(`${stateDirectory}/log`, '')
    const script = 'cat /etc/hosts; echo bye > /dev/termination-log; touch /new/file'
    const id = await runContainer(
      opened,
      await pod('files'),
      containerConfig('busybox', ['sh', '-c', script], { mounts }),
    )
    expect(await exited(opened, id)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(`${stateDirectory}/log`, 'utf8')).toBe('bye\n')
    expect(readFileSync(`${stateDirectory}/made/now/file`, 'utf8')).toBe('')
  })
})

function fetchText(url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 500 }, async (response) =>
      resolve(String(Buffer.concat(await response.toArray()))),
    )
    request.on('error', () => resolve(''))
    request.on('timeout', () => request.destroy())
  })
}
