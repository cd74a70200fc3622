import { get } from 'node:http'
import { expect, it } from 'vitest'
import type { RuntimeEvent } from '../cri/runtime.ts'
import { containerConfig, eventually, exited, logText, runContainer } from './pod-fixtures.ts'
import type { SuiteContext } from './runtime-suite.ts'

/** Pods: their namespaces, addresses and files. */
export function podCases(context: SuiteContext): void {
  it('says what it is and that it is ready', async () => {
    const { runtimeName, runtimeApiVersion } = await context.runtime.version()
    expect(runtimeName).not.toBe('')
    expect(runtimeApiVersion).toMatch(/v1/)
    const { conditions } = await context.runtime.status()
    expect(conditions.map(({ type, status }) => [type, status])).toEqual(
      expect.arrayContaining([
        ['RuntimeReady', true],
        ['NetworkReady', true],
      ]),
    )
  })

  it('runs a pod with an address and takes it away', async () => {
    const pod = await context.pod('life')
    expect(await context.runtime.podSandboxStatus(pod.id)).toMatchObject({
      id: pod.id,
      state: 'READY',
      metadata: { name: 'life', uid: 'uid-life', namespace: 'default', attempt: 0 },
      labels: { 'io.kubernetes.pod.name': 'life' },
    })
    expect(pod.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
    await context.runtime.stopPodSandbox(pod.id)
    await context.runtime.stopPodSandbox(pod.id)
    expect(await context.runtime.podSandboxStatus(pod.id)).toMatchObject({ state: 'NOTREADY' })
    await context.runtime.removePodSandbox(pod.id)
    await context.runtime.removePodSandbox(pod.id)
    await expect(context.runtime.podSandboxStatus(pod.id)).rejects.toMatchObject({ code: 'NotFound' })
    expect((await context.runtime.listPodSandboxes()).map(({ id }) => id)).not.toContain(pod.id)
  })

  it('gives a pod its host name, its resolver and its sysctls', async () => {
    const dns = { servers: ['10.96.0.10'], searches: ['default.svc.cluster.local'], options: ['ndots:5'] }
    const pod = await context.pod('named', { dns, sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } })
    const command = [
      'sh',
      '-c',
      'hostname; cat /etc/resolv.conf /proc/sys/net/ipv4/ip_unprivileged_port_start',
    ]
    const id = await runContainer(context.runtime, pod, containerConfig(context.image, command))
    await exited(context.runtime, id)
    const log = logText(`${pod.config.logDirectory}/main_0.log`)
    expect(log.split('\n').filter(Boolean)).toEqual([
      'named',
      'search default.svc.cluster.local',
      'nameserver 10.96.0.10',
      'options ndots:5',
      '0',
    ])
  })

  it('lets pods reach each other and the host reach them', async () => {
    const [server, client] = await Promise.all([context.pod('server'), context.pod('client')])
    const serve = 'mkdir /www; echo it works > /www/index.html; exec httpd -f -p 8080 -h /www'
    await runContainer(context.runtime, server, containerConfig(context.image, ['sh', '-c', serve]))
    const url = `http://${server.address}:8080/`
    expect(await eventually(() => fetchText(url), Boolean)).toBe('it works\n')
    const fetching = containerConfig(context.image, ['timeout', '3', 'wget', '-qO-', url])
    const id = await runContainer(context.runtime, client, fetching)
    expect(await exited(context.runtime, id)).toMatchObject({ exitCode: 0 })
    expect(logText(`${client.config.logDirectory}/main_0.log`)).toBe('it works\n')
  })

  it('shares the network, the shared memory and, where asked for, the processes of a pod', async () => {
    const namespaces = { network: 'POD', pid: 'POD', ipc: 'POD' } as const
    const pod = await context.pod('shared', { namespaces })
    const first = containerConfig(
      context.image,
      ['sh', '-c', 'echo hi > /dev/shm/note; exec nc -ll -p 9000 -e cat'],
      {
        security: { namespaces },
      },
    )
    await runContainer(context.runtime, pod, first)
    const second = containerConfig(context.image, ['sleep', '100'], {
      metadata: { name: 'second', attempt: 0 },
      logPath: 'second_0.log',
      security: { namespaces },
    })
    const id = await runContainer(context.runtime, pod, second)
    const { stdout } = await context.runtime.execSync(id, ['sh', '-c', 'cat /dev/shm/note; ps'])
    expect(String(stdout)).toMatch(/^hi\n/)
    expect(String(stdout)).toContain('nc -ll')
  })

  it("runs a pod in the node's network", async () => {
    const namespaces = { network: 'NODE', pid: 'CONTAINER', ipc: 'POD' } as const
    const pod = await context.pod('host', { namespaces, hostname: '' })
    expect(pod.address).toBe('')
    const config = containerConfig(context.image, ['sleep', '100'], { security: { namespaces } })
    const id = await runContainer(context.runtime, pod, config)
    const { stdout } = await context.runtime.execSync(id, ['ls', '/sys/class/net'])
    expect(String(stdout)).toMatch(/\blo\b/)
  })

  it('runs ten pods at once', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `many-${index}`)
    const pods = await Promise.all(names.map((name) => context.pod(name)))
    const config = containerConfig(context.image, ['sleep', '100'])
    const ids = await Promise.all(pods.map((pod) => runContainer(context.runtime, pod, config)))
    const states = await Promise.all(ids.map((id) => context.runtime.containerStatus(id)))
    expect(states.map(({ state }) => state)).toEqual(names.map(() => 'RUNNING'))
    expect(new Set(pods.map(({ address }) => address)).size).toBe(10)
  })

  it('tells of changes, or does not claim to', async () => {
    if (!context.runtime.watchEvents) return
    const events: RuntimeEvent[] = []
    const watching = new AbortController()
    context.runtime.watchEvents((event) => events.push(event), watching.signal)
    const pod = await context.pod('watched')
    const id = await runContainer(context.runtime, pod, containerConfig(context.image, ['true']))
    await eventually(
      () => events,
      () => events.some(({ type, containerId }) => type === 'stopped' && containerId === id),
    )
    await context.runtime.removeContainer(id)
    const types = events.filter(({ containerId }) => containerId === id).map(({ type }) => type)
    expect(types).toEqual(['created', 'started', 'stopped', 'deleted'])
    watching.abort()
  })
}

function fetchText(url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 500 }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve(body))
    })
    request.on('error', () => resolve(''))
    request.on('timeout', () => request.destroy())
  })
}
