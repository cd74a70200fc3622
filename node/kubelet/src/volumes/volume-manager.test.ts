import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configMaps, type Pod, type PodSpec, secrets, type Volume } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { FakeTransport } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { type Draft, type KubeObject, VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DownwardFacts } from '../container-config/downward.ts'
import { apiObjectSource } from '../container-config/object-source.ts'
import { VolumeManager } from './volume-manager.ts'

const facts: DownwardFacts = {
  podIps: ['10.1.0.7'],
  hostIp: '10.0.0.1',
  allocatable: { cpu: '2', memory: '1Gi' },
}
const gid = process.getgid?.() ?? 0

let root: string
let clock: VirtualClock
let client: Client
let commands: string[]
let mounts: Set<string>
let manager: VolumeManager
let tokensAsked: unknown[]
let tokenProblem: Error | undefined

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'knarr-volumes-'))
  clock = new VirtualClock()
  commands = []
  mounts = new Set()
  tokensAsked = []
  tokenProblem = undefined
  client = withTokens(createClient(new FakeTransport({ clock })))
  manager = newManager()
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function newManager(): VolumeManager {
  const source = apiObjectSource(client)
  const run = async (argv: readonly string[]): Promise<void> => {
    const path = argv.at(-1) ?? ''
    if (argv[0] === 'mountpoint') {
      if (!mounts.has(path)) throw new Error('not a mount point')
      return
    }
    if (argv.includes('gone')) throw new Error('exit code 1')
    commands.push(argv.join(' ').replaceAll(root, ''))
    if (argv[0] === 'mount' || argv[0] === 'sh') mounts.add(path)
    else mounts.delete(path)
  }
  const mountImage = (image: string, directory: string): Promise<void> =>
    run(['mount', 'image', image, directory])
  const parts = { nodeName: 'n1', source, client, clock, logger: silentLogger }
  return new VolumeManager({ ...parts, rootDirectory: root, run, mountImage })
}

/** The client, answering token requests with tokens that tell their number. */
function withTokens(inner: Client): Client {
  const create = async (resource: never, object: Draft<KubeObject>, options?: { subresource?: string }) => {
    if (options?.subresource !== 'token') return await inner.create(resource, object as never, options)
    if (tokenProblem) throw tokenProblem
    tokensAsked.push((object as { spec?: unknown }).spec)
    const expirationTimestamp = new Date(clock.now() + 1000_000).toISOString()
    return { status: { token: `token-${tokensAsked.length}`, expirationTimestamp } }
  }
  return { ...inner, create: create as Client['create'] }
}

function podWith(volumes: readonly Volume[], spec: Partial<PodSpec> = {}): Pod {
  const metadata = { namespace: 'a', name: 'web', uid: 'u1', labels: { app: 'web', tier: 'front' } }
  return { metadata, spec: { containers: [{ name: 'c' }], ...spec, volumes } } as unknown as Pod
}

async function mount(volume: Omit<Volume, 'name'>, spec?: Partial<PodSpec>): Promise<string> {
  const mounted = await manager.mountPod(podWith([{ name: 'v', ...volume }], spec), facts)
  return mounted.get('v')?.hostPath ?? ''
}

const read = (...parts: string[]): string => readFileSync(join(...parts), 'utf8')
const modeOf = (...parts: string[]): string => (statSync(join(...parts)).mode & 0o7777).toString(8)
const visible = (directory: string): string[] =>
  readdirSync(directory).filter((name) => !name.startsWith('..'))

async function createConfigMap(data: Record<string, string>): Promise<void> {
  await client.create(configMaps, {
    metadata: { namespace: 'a', name: 'm' },
    data,
    binaryData: { raw: '/wA=' },
  })
}

describe('configMap volumes', () => {
  it('show every key as a file behind the ..data link, read-only', async () => {
    await createConfigMap({ one: '1', two: '2' })
    const mounted = await manager.mountPod(podWith([{ name: 'v', configMap: { name: 'm' } }]), facts)
    const { hostPath = '', readonly } = mounted.get('v') ?? {}
    expect(readonly).toBe(true)
    expect(hostPath).toBe(join(root, 'pods/u1/volumes/kubernetes.io~configmap/v'))
    expect(visible(hostPath)).toEqual(['one', 'raw', 'two'])
    expect([read(hostPath, 'one'), modeOf(hostPath, 'one')]).toEqual(['1', '644'])
    expect(readFileSync(join(hostPath, 'raw'))).toEqual(Buffer.from([0xff, 0]))
    expect(readlinkSync(join(hostPath, 'one'))).toBe('..data/one')
    expect(readlinkSync(join(hostPath, '..data'))).toMatch(/^\.\.2026_01_01_00_00_00\.\w+$/)
  })

  it('follow changes all at once, and are left alone without one', async () => {
    await createConfigMap({ old: '1', both: '1' })
    const path = await mount({ configMap: { name: 'm' } })
    const first = readlinkSync(join(path, '..data'))
    await mount({ configMap: { name: 'm' } })
    expect(readlinkSync(join(path, '..data'))).toBe(first)
    const known = await client.get(configMaps, { namespace: 'a', name: 'm' })
    await client.update(configMaps, { ...known, data: { both: '2', fresh: '2' } })
    await mount({ configMap: { name: 'm' } })
    expect(visible(path)).toEqual(['both', 'fresh', 'raw'])
    expect(read(path, 'both')).toBe('2')
    expect(readdirSync(path).filter((name) => name.startsWith('..2'))).toEqual([
      readlinkSync(join(path, '..data')),
    ])
  })

  it('repair a file whose mode was changed', async () => {
    await createConfigMap({ one: '1' })
    const path = await mount({ configMap: { name: 'm', defaultMode: 0o400 } })
    await mount({ configMap: { name: 'm', defaultMode: 0o440 } })
    expect(modeOf(path, 'one')).toBe('440')
  })

  it('place chosen items at their paths with their modes', async () => {
    await createConfigMap({ one: '1', two: '2' })
    const items = [{ key: 'one', path: 'deep/er/uno', mode: 0o400 }]
    const path = await mount({ configMap: { name: 'm', items } })
    expect(visible(path)).toEqual(['deep'])
    expect([read(path, 'deep/er/uno'), modeOf(path, 'deep/er/uno')]).toEqual(['1', '400'])
  })

  it.each<[string, Volume['configMap'], string]>([
    ['a missing object', { name: 'no' }, 'configmap "no" not found'],
    [
      'a missing key',
      { name: 'm', items: [{ key: 'no', path: 'x' }] },
      'configmap references non-existent config key: no',
    ],
    [
      'a path that leads out',
      { name: 'm', items: [{ key: 'one', path: 'a/../../x' }] },
      "invalid path: must not contain '..': a/../../x",
    ],
    [
      'an absolute path',
      { name: 'm', items: [{ key: 'one', path: '/x' }] },
      'invalid path: must be relative path: /x',
    ],
    [
      "the writer's own names",
      { name: 'm', items: [{ key: 'one', path: '..data' }] },
      "invalid path: must not start with '..': ..data",
    ],
  ])('are refused with %s', async (_, configMap, text) => {
    await createConfigMap({ one: '1' })
    await expect(mount({ ...(configMap && { configMap }) })).rejects.toThrow(
      `MountVolume.SetUp failed for volume "v" : ${text}`,
    )
  })

  it('are empty or partial where they are optional', async () => {
    expect(visible(await mount({ configMap: { name: 'm', optional: true } }))).toEqual([])
    await createConfigMap({ one: '1' })
    const items = ['one', 'no'].map((key) => ({ key, path: key }))
    expect(visible(await mount({ configMap: { name: 'm', optional: true, items } }))).toEqual(['one'])
  })
})

describe('secret volumes', () => {
  it('decode their data, and the fsGroup may read them', async () => {
    await client.create(secrets, { metadata: { namespace: 'a', name: 's' }, data: { key: 'aHVzaA==' } })
    const path = await mount(
      { secret: { secretName: 's', defaultMode: 0o400 } },
      { securityContext: { fsGroup: gid } },
    )
    expect([read(path, 'key'), modeOf(path, 'key')]).toEqual(['hush', '440'])
    expect(modeOf(path, '..data')).toBe('2755')
  })

  it.each([
    [{ secretName: 'no' }, 'secret "no" not found'],
    [{ secretName: 's', items: [{ key: 'no', path: 'x' }] }, 'references non-existent secret key: no'],
  ])('are refused in upstream’s words: %j', async (secret, text) => {
    await client.create(secrets, { metadata: { namespace: 'a', name: 's' } })
    await expect(mount({ secret })).rejects.toThrow(text)
  })
})

describe('downwardAPI volumes', () => {
  it('tell of the pod and its resources', async () => {
    const items = [
      { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
      { path: 'cpu', resourceFieldRef: { containerName: 'c', resource: 'limits.cpu' }, mode: 0o400 },
    ]
    const path = await mount({ downwardAPI: { items } })
    expect(read(path, 'labels')).toBe('app="web"\ntier="front"')
    expect([read(path, 'cpu'), modeOf(path, 'cpu')]).toEqual(['2', '400'])
  })
})

describe('projected volumes', () => {
  const token = { serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 1000 } }

  it('hold all their sources, later ones winning', async () => {
    await createConfigMap({ one: '1', 'ca.crt': 'CA' })
    const sources = [
      token,
      { configMap: { name: 'm', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ]
    const path = await mount({ projected: { sources } })
    expect(visible(path)).toEqual(['ca.crt', 'namespace', 'token'])
    expect([read(path, 'token'), modeOf(path, 'token')]).toEqual(['token-1', '644'])
    expect(tokensAsked).toEqual([
      {
        audiences: ['vault'],
        expirationSeconds: 1000,
        boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'web', uid: 'u1' },
      },
    ])
  })

  it('keep a token for 80 % of its life', async () => {
    const path = await mount({ projected: { sources: [token] } })
    await clock.advance(799_000)
    await mount({ projected: { sources: [token] } })
    expect(read(path, 'token')).toBe('token-1')
    await clock.advance(1_000)
    await mount({ projected: { sources: [token] } })
    expect(read(path, 'token')).toBe('token-2')
  })

  it('live with a refusal as long as the old token is good', async () => {
    await mount({ projected: { sources: [token] } })
    tokenProblem = new Error('no more')
    await clock.advance(900_000)
    await expect(mount({ projected: { sources: [token] } })).resolves.toBeDefined()
    await clock.advance(100_000)
    await expect(mount({ projected: { sources: [token] } })).rejects.toThrow('failed to fetch token: no more')
  })

  it('give a token to the one user or the group of the pod alone', async () => {
    const uid = process.getuid?.() ?? 0
    const path = await mount({ projected: { sources: [token] } }, { securityContext: { runAsUser: uid } })
    expect(modeOf(path, 'token')).toBe('600')
    await mount({ projected: { sources: [token] } }, { securityContext: { runAsUser: uid, fsGroup: gid } })
    expect(modeOf(path, 'token')).toBe('640')
  })

  it('tell of every source that fails', async () => {
    const sources = [{ configMap: { name: 'x' } }, { secret: { name: 'y' } }]
    await expect(mount({ projected: { sources } })).rejects.toThrow(
      '[configmap "x" not found, secret "y" not found]',
    )
  })
})

describe('emptyDir volumes', () => {
  it('are writable by everyone and kept across syncs', async () => {
    const path = await mount({ emptyDir: {} })
    expect(modeOf(path)).toBe('777')
    writeFileSync(join(path, 'kept'), 'yes')
    await mount({ emptyDir: {} })
    expect(read(path, 'kept')).toBe('yes')
  })

  it('belong to the fsGroup, as what is made in them will', async () => {
    const path = await mount({ emptyDir: {} }, { securityContext: { fsGroup: gid } })
    expect([modeOf(path), statSync(path).gid]).toEqual(['2777', gid])
  })

  it.each<[string, NonNullable<Volume['emptyDir']>, Partial<PodSpec>, string]>([
    ['the node’s memory', {}, {}, 'mode=1777,size=1073741824'],
    ['its own limit', { sizeLimit: '1Mi' }, {}, 'mode=1777,size=1048576'],
    [
      'the pod’s limit',
      { sizeLimit: '1Gi' },
      { containers: [{ name: 'c', resources: { limits: { memory: '2Mi' } } }] },
      'mode=1777,size=2097152',
    ],
    ['the fsGroup', { sizeLimit: '1' }, { securityContext: { fsGroup: 7 } }, 'mode=3777,gid=7,size=1'],
  ])('in memory are tmpfs bounded by %s', async (_, emptyDir, spec, options) => {
    const path = await mount({ emptyDir: { medium: 'Memory', ...emptyDir } }, spec)
    expect(commands).toEqual([`mount -t tmpfs -o ${options} tmpfs ${path}`.replace(root, '')])
  })

  it('in memory are mounted once, and again on a node that lost them', async () => {
    const memory = { emptyDir: { medium: 'Memory' } }
    await mount(memory)
    await mount(memory)
    manager = newManager()
    await mount(memory)
    expect(commands).toHaveLength(1)
    mounts.clear()
    manager = newManager()
    await mount(memory)
    expect(commands).toHaveLength(2)
  })

  it('are refused on a medium that is not there', async () => {
    await expect(mount({ emptyDir: { medium: 'Disc' } })).rejects.toThrow('unknown storage medium "Disc"')
  })
})

describe('hostPath volumes', () => {
  it.each([
    ['', 'nothing-there'],
    ['Directory', 'directory'],
    ['DirectoryOrCreate', 'new/directory'],
    ['File', 'file'],
    ['FileOrCreate', 'directory/new'],
    ['CharDevice', '/dev/null'],
  ])('of type %j accept %s', async (type, name) => {
    const path = hostPath(name)
    expect(await mount({ hostPath: { path, type } })).toBe(path)
    if (type.endsWith('OrCreate')) expect(statSync(path).isDirectory()).toBe(type.startsWith('Directory'))
  })

  it.each([
    ['Directory', 'file', 'hostPath type check failed: PATH is not a directory'],
    ['DirectoryOrCreate', 'file', 'hostPath type check failed: PATH is not a directory'],
    ['File', 'directory', 'hostPath type check failed: PATH is not a file'],
    ['File', 'nothing-there', 'hostPath type check failed: PATH is not a file'],
    ['FileOrCreate', 'no/parent', 'open PATH: no such file or directory'],
    ['Socket', 'file', 'hostPath type check failed: PATH is not a socket file'],
    ['CharDevice', 'file', 'hostPath type check failed: PATH is not a character device'],
    ['BlockDevice', '/dev/null', 'hostPath type check failed: PATH is not a block device'],
    ['Odd', 'file', 'Odd is an invalid volume type'],
  ])('of type %s refuse %s', async (type, name, text) => {
    const path = hostPath(name)
    await expect(mount({ hostPath: { path, type } })).rejects.toThrow(text.replace('PATH', path))
  })

  function hostPath(name: string): string {
    mkdirSync(join(root, 'directory'), { recursive: true })
    writeFileSync(join(root, 'file'), '')
    return name.startsWith('/') ? name : join(root, name)
  }
})

describe('VolumeManager', () => {
  it.each(['csi', 'nfs'])('names %s as what it cannot do', async (kind) => {
    await expect(mount({ [kind]: {} })).rejects.toThrow(
      `MountVolume.SetUp failed for volume "v" : no volume plugin matched: this node cannot set up volumes of type ${kind}`,
    )
  })

  it('unmounts and removes everything of a pod, and knows whose files there are', async () => {
    const path = await mount({ emptyDir: { medium: 'Memory' } })
    expect(await manager.listPodUids()).toEqual(['u1'])
    await manager.unmountPod('u1')
    expect(commands.at(-1)).toBe(`umount -l ${path.replace(root, '')}`)
    expect(await manager.listPodUids()).toEqual([])
    await manager.unmountPod('u1')
  })
})

describe('image volumes', () => {
  const imagePod = podWith([{ name: 'v', image: { reference: 'data:1' } }])
  const whole = '/pods/u1/volumes/kubernetes.io~image/v'

  it('show an image once it is known, in the node alone, until the pod goes', async () => {
    expect(await manager.mountPod(imagePod, facts)).toEqual(new Map())
    for (const _ of [1, 2])
      expect(await manager.mountImage(imagePod, 'v', { image: 'sha256:1' })).toBe(`${root}${whole}`)
    expect(commands).toEqual([`mount image sha256:1 ${whole}`])
    await manager.unmountPod('u1')
    expect(commands.slice(1)).toEqual([`umount -l ${whole}`])
  })

  it('show a part of an image, and say so where there is none', async () => {
    const part = await manager.mountImage(imagePod, 'v', { image: 'sha256:1', subPath: 'etc/conf' })
    expect(part).toMatch(/kubernetes\.io~image-part\/v-[0-9a-f]{16}$/)
    expect(mounts).toEqual(new Set([`${root}${whole}`, part]))
    await manager.unmountPod('u1')
    expect(mounts.size).toBe(0)
    const missing = manager.mountImage(imagePod, 'v', { image: 'sha256:1', subPath: 'gone' })
    await expect(missing).rejects.toThrow('subPath "gone" is not a directory of the image of volume "v"')
  })
})
