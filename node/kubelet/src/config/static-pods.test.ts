import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodes, type Pod, pods } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KubeletWorld, type KubeletWorldOptions } from '../testing/kubelet-world.ts'
import { staticPodOf } from './static-pod.ts'

const manifest = (image = 'web:1', extra = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
${extra}spec:
  terminationGracePeriodSeconds: 20
  containers:
  - name: c
    image: ${image}
`

describe('staticPodOf', () => {
  const read = (text: string): Pod =>
    staticPodOf(Buffer.from(text), {
      path: '/etc/pods/web.yaml',
      nodeName: 'Node-1',
      clock: new VirtualClock(),
    })

  it('names the pod after the node and says where it is from', () => {
    const { metadata, spec } = read(manifest())
    expect(metadata).toMatchObject({
      ...{ name: 'web-node-1', namespace: 'default', uid: expect.stringMatching(/^[0-9a-f]{32}$/) },
      annotations: {
        'kubernetes.io/config.hash': metadata.uid,
        'kubernetes.io/config.seen': '2026-01-01T00:00:00Z',
        'kubernetes.io/config.source': 'file',
      },
    })
    expect(spec.nodeName).toBe('Node-1')
  })

  it('fills in what the API server would have', () => {
    expect(read(manifest()).spec).toMatchObject({
      ...{ restartPolicy: 'Always', terminationGracePeriodSeconds: 20, dnsPolicy: 'ClusterFirst' },
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      containers: [{ imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' }],
    })
  })

  it.each([
    ['web', 'Always'],
    ['127.0.0.1:5000/web', 'Always'],
    ['web:latest', 'Always'],
    ['127.0.0.1:5000/web:1', 'IfNotPresent'],
    [`web@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ])('pulls %s %s', (image, policy) => {
    expect(read(manifest(image)).spec.containers[0]?.imagePullPolicy).toBe(policy)
  })

  it('has another identity for other content, and the same for the same', () => {
    expect(read(manifest()).metadata.uid).toBe(read(manifest()).metadata.uid)
    expect(read(manifest()).metadata.uid).not.toBe(read(manifest('web:2')).metadata.uid)
    expect(read(manifest('web:1', '  uid: mine\n')).metadata.uid).toBe('mine')
  })

  it.each([
    ['another kind', 'apiVersion: v1\nkind: Service\n', 'it is not a v1 Pod'],
    ['nothing', '', 'it is not a v1 Pod'],
    ['no name', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c}]}\n', 'metadata.name'],
    [
      'no containers',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n',
      'spec.containers: Required value',
    ],
    [
      'what only the API has',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}], volumes: [{name: v, secret: {secretName: s}}]}\n',
      'static pods may not reference secrets',
    ],
    ['no YAML', '{[', ''],
  ])('refuses a file with %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })
})

describe('static pods', () => {
  let directory: string

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'knarr-static-'))
  })

  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const write = (text: string): void => writeFileSync(join(directory, 'web.yaml'), text)
  const start = (options: KubeletWorldOptions = {}): Promise<KubeletWorld> =>
    KubeletWorld.start({ ...options, configuration: { staticPodPath: directory } })
  const uidOf = async (world: KubeletWorld): Promise<string | undefined> =>
    (await world.runtime.listPodSandboxes())[0]?.metadata.uid
  const mirrorHash = async (world: KubeletWorld): Promise<string | undefined> =>
    (await world.pod('web-node-1'))?.metadata.annotations?.['kubernetes.io/config.mirror']

  it('run, and have a mirror in the API that shows how they are', async () => {
    write(manifest())
    writeFileSync(join(directory, '.hidden.yaml'), manifest())
    writeFileSync(join(directory, 'broken.yaml'), 'no pod')
    mkdirSync(join(directory, 'folder'))
    await using world = await start()
    const mirror = await world.pod('web-node-1')
    const node = await world.client.get(nodes, { namespace: '', name: 'node-1' })
    expect(mirror).toMatchObject({
      metadata: {
        annotations: { 'kubernetes.io/config.mirror': await uidOf(world) },
        ownerReferences: [{ kind: 'Node', name: 'node-1', uid: node.metadata.uid, controller: true }],
      },
      status: { phase: 'Running', containerStatuses: [{ ready: true }] },
    })
    expect(mirror?.metadata.uid).not.toBe(await uidOf(world))
    expect(world.calls.filter((call) => call.startsWith('runPodSandbox'))).toEqual([
      'runPodSandbox web-node-1',
    ])
    const target = { namespace: 'default', pod: 'web-node-1', container: 'nope' }
    await expect(world.kubelet?.api?.attach(target, {} as never)).rejects.toThrow(
      'container not found ("nope")',
    )
  })

  it('begin when their manifest is added, without anyone telling', async () => {
    await using world = await start()
    write(manifest())
    await world.advance(20)
    expect((await world.pod('web-node-1'))?.status?.phase).toBe('Running')
  })

  it('end with their grace when their manifest goes, and their mirror with them', async () => {
    write(manifest())
    await using world = await start({ scripts: { c: { ignoresStop: true } } })
    rmSync(join(directory, 'web.yaml'))
    await world.advance(19)
    expect(await world.container('c')).toMatchObject({ state: 'RUNNING' })
    await world.advance(22)
    expect([await world.pod('web-node-1'), await world.runtime.listPodSandboxes()]).toEqual([undefined, []])
  })

  it('are replaced when their manifest changes, once the old one has ended', async () => {
    write(manifest())
    await using world = await start({ scripts: { c: { ignoresStop: true } } })
    const before = await uidOf(world)
    write(manifest('web:2'))
    await world.advance(19)
    const uids = (await world.runtime.listPodSandboxes()).map(({ metadata }) => metadata.uid)
    expect(uids).toEqual([before])
    await world.advance(22)
    const after = await uidOf(world)
    expect(after).not.toBe(before)
    expect(await mirrorHash(world)).toBe(after)
    expect((await world.pod('web-node-1'))?.status?.phase).toBe('Running')
  })

  it.each([
    ['with grace', undefined],
    ['by force', 0],
  ])('are not touched when their mirror is deleted %s: it comes back', async (_, grace) => {
    write(manifest())
    await using world = await start()
    const before = await world.pod('web-node-1')
    const calls = [...world.calls]
    await world.deletePod('web-node-1', grace)
    await world.advance(1)
    const after = await world.pod('web-node-1')
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid)
    expect(after).toMatchObject({ status: { phase: 'Running' } })
    expect(after?.metadata.deletionTimestamp).toBeUndefined()
    expect(world.calls).toEqual(calls)
  })

  it('go on over a restart of the kubelet', async () => {
    write(manifest())
    await using world = await start()
    await world.kubelet?.stop()
    world.calls.length = 0
    await world.startKubelet()
    await world.advance(90)
    expect(world.calls).toEqual([])
    expect((await world.pod('web-node-1'))?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0 })
  })

  it('run while the API refuses their mirror, and are shown once it does not', async () => {
    write(manifest())
    await using world = KubeletWorld.create({ configuration: { staticPodPath: directory } })
    const restore = world.transport.intercept(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/pods')) throw new Error('no')
    })
    await world.startKubelet()
    expect(await world.container('c')).toMatchObject({ state: 'RUNNING' })
    expect(await world.pod('web-node-1')).toBeUndefined()
    restore()
    await world.advance(61)
    expect((await world.pod('web-node-1'))?.status?.phase).toBe('Running')
  })

  it('whose manifest went while no kubelet ran lose their mirror too', async () => {
    write(manifest())
    await using world = await start()
    await world.kubelet?.stop()
    rmSync(join(directory, 'web.yaml'))
    await world.startKubelet()
    await world.advance(1)
    const { items } = await world.client.list(pods)
    expect([items, await world.runtime.listPodSandboxes()]).toEqual([[], []])
  })
})
