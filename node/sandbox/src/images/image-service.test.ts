import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { type LocalImage, pauseImage, SyscallRunner, writeImageArchive } from '@knarr/linux'
import { describeWithNamespaces } from '@knarr/linux/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { imagesIn, unpackArchive } from './image-archive-reader.ts'
import { ImageService } from './image-service.ts'
import { ImageStore } from './image-store.ts'

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const image: LocalImage = {
  reference: 'docker.io/test/app:v1',
  architecture: process.arch,
  files: [
    { path: '/etc/motd', content: 'hello\n' },
    { path: '/bin/tool', content: '#!/bin/true\n', mode: 0o755 },
    { path: `/${'a-long-name/'.repeat(12)}file`, content: 'deep' },
  ],
  config: { Cmd: ['/bin/tool'], User: 'app:grp' },
}

describeWithNamespaces('the image service', () => {
  let root: string
  let store: ImageStore
  let service: ImageService
  beforeEach(() => {
    root = mkdtempSync(`${tmpdir()}/images-`)
    store = new ImageStore(`${root}/store`, new SyscallRunner(`${root}/programs`))
    service = new ImageService(store, {})
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const layerOf = (name: string): string => `${store.layersDirectory}/${store.find(name)?.layers[0]}`

  it('imports what the archive writer wrote', async () => {
    await writeImageArchive(image, `${root}/image.tar`)
    await service.import(`${root}/image.tar`)
    const status = await service.status('test/app:v1')
    expect(status).toMatchObject({ repoTags: ['docker.io/test/app:v1'], username: 'app' })
    expect(status?.repoDigests).toEqual([expect.stringMatching(/^docker\.io\/test\/app@sha256:/)])
    for (const { path, content } of image.files)
      expect(readFileSync(layerOf('test/app:v1') + path, 'utf8')).toBe(content)
    expect(readdirSync(`${root}/store`).sort()).toEqual(['images.json', 'layers'])
  })

  it('puts a local image together when it is first asked for', async () => {
    let built = 0
    const build = async (): Promise<LocalImage> => {
      built++
      return pauseImage('any', process.arch)
    }
    service = new ImageService(store, { localImages: new Map([['knarr/pause', build]]) })
    expect(await service.list()).toEqual([])
    const [status, pulled] = await Promise.all([
      service.status('knarr/pause:latest'),
      service.pull('knarr/pause'),
    ])
    expect(status).toMatchObject({ id: pulled, repoTags: ['docker.io/knarr/pause:latest'], uid: 65535 })
    await service.status('docker.io/knarr/pause')
    expect(built).toBe(1)
  })

  it('remembers its images, and removes layers nobody needs', async () => {
    const kept = { ...image, reference: 'docker.io/test/other:v1', config: { Cmd: ['other'] } }
    for (const one of [image, kept]) await store.addLocal(one)
    const layer = layerOf('test/app:v1')
    service = new ImageService(new ImageStore(`${root}/store`, new SyscallRunner(`${root}/programs`)), {})
    expect(await service.list()).toHaveLength(2)
    await service.remove('test/app:v1')
    expect(existsSync(layer)).toBe(true)
    await service.remove('test/other:v1')
    expect(existsSync(layer)).toBe(false)
    await service.remove('test/other:v1')
  })

  describeRegistry(() => ({ root, service: () => service, replace: (other) => (service = other), store }))
})

interface RegistryContext {
  readonly root: string
  readonly store: ImageStore
  service(): ImageService
  replace(service: ImageService): void
}

/** Tests against a registry in this process. */
function describeRegistry(context: () => RegistryContext): void {
  let server: Server
  let host: string
  let blobs: Map<string, Buffer>
  let requests: string[]
  let authorize: (request: IncomingMessage, response: ServerResponse) => boolean

  beforeEach(async () => {
    const { root } = context()
    blobs = new Map()
    requests = []
    authorize = () => true
    await publish(root)
    server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => void server.close())

  async function publish(root: string): Promise<void> {
    await writeImageArchive(image, `${root}/published.tar`)
    await unpackArchive(`${root}/published.tar`, `${root}/published`)
    const [found] = imagesIn(`${root}/published`, process.arch)
    if (!found) throw new Error('nothing was published')
    const layer = gzipSync(readFileSync(found.layers[0]?.path ?? ''))
    const type = 'application/vnd.docker'
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: `${type}.distribution.manifest.v2+json`,
        config: { digest: sha256(found.configBytes), size: found.configBytes.length },
        layers: [{ digest: sha256(layer), size: layer.length }],
      }),
    )
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch
    const entry = (arch: string, digest: string) => ({
      mediaType: `${type}.distribution.manifest.v2+json`,
      digest,
      size: 1,
      platform: { os: 'linux', architecture: arch },
    })
    const index = Buffer.from(
      JSON.stringify({
        mediaType: `${type}.distribution.manifest.list.v2+json`,
        manifests: [entry('s390x', `sha256:${'0'.repeat(64)}`), entry(architecture, sha256(manifest))],
      }),
    )
    for (const blob of [found.configBytes, layer, manifest, index]) blobs.set(sha256(blob), blob)
    blobs.set('v1', index)
    blobs.set('single', manifest)
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests.push(request.url ?? '')
    if (!authorize(request, response)) return
    const name = /^\/v2\/team\/app\/(?:manifests|blobs)\/(.+)$/.exec(request.url ?? '')?.[1]
    const blob = blobs.get(name ?? '')
    response.writeHead(blob ? 200 : 404).end(blob)
  }

  it('pulls the manifest for this machine, and each layer once', async () => {
    const service = context().service()
    const id = await service.pull(`${host}/team/app:v1`)
    expect(await service.status(`${host}/team/app:v1`)).toMatchObject({ id })
    const before = requests.length
    expect(await service.pull(`${host}/team/app:single`)).toBe(id)
    expect(requests.slice(before).filter((url) => url.includes('/blobs/'))).toHaveLength(1)
    const { repoTags } = (await service.status(id)) ?? {}
    expect(repoTags).toEqual([`${host}/team/app:v1`, `${host}/team/app:single`])
  })

  it('pulls by digest', async () => {
    const digest = sha256(blobs.get('v1') as Buffer)
    const id = await context().service().pull(`${host}/team/app@${digest}`)
    const status = await context().service().status(`${host}/team/app@${digest}`)
    expect(status).toMatchObject({ id, repoTags: [], repoDigests: [`${host}/team/app@${digest}`] })
  })

  it('refuses bytes that are not what their digest says', async () => {
    for (const [name, blob] of blobs) if (blob[0] === 0x1f) blobs.set(name, gzipSync(Buffer.alloc(2048)))
    await expect(context().service().pull(`${host}/team/app:v1`)).rejects.toThrow(/digest|diff id/)
    expect(await context().service().list()).toEqual([])
    expect(readdirSync(context().store.layersDirectory)).toEqual([])
  })

  it('says what is not there and what cannot be reached', async () => {
    const name = `${host}/team/app:nosuch`
    await expect(context().service().pull(name)).rejects.toMatchObject({
      code: 'NotFound',
      message: `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`,
    })
    await expect(context().service().pull('127.0.0.1:2/a:b')).rejects.toThrow(
      /failed to do request: Get .*ECONNREFUSED/,
    )
  })

  it('gets a token where one is asked for', async () => {
    authorize = (request, response) => {
      if (request.url?.startsWith('/token?')) {
        expect(request.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`)
        expect(request.url).toContain('scope=repository%3Ateam%2Fapp%3Apull')
        response.end('{"token": "t0ken"}')
        return false
      }
      if (request.headers.authorization === 'Bearer t0ken') return true
      const challenge = `Bearer realm="http://${host}/token",service="test",scope="repository:team/app:pull"`
      response.writeHead(401, { 'www-authenticate': challenge }).end()
      return false
    }
    await context()
      .service()
      .pull(`${host}/team/app:v1`, { auth: { username: 'me', password: 'secret' } })
    expect(requests.filter((url) => url.startsWith('/token'))).toHaveLength(1)
  })

  it('says that it is not let in', async () => {
    authorize = (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      return false
    }
    await expect(context().service().pull(`${host}/team/app:v1`)).rejects.toThrow(/no basic auth credentials/)
    const auth = { username: 'me', password: 'wrong' }
    await expect(context().service().pull(`${host}/team/app:v1`, { auth })).rejects.toThrow(
      /pull access denied/,
    )
  })

  it('asks a mirror first', async () => {
    const { store, replace } = context()
    replace(new ImageService(store, { registries: { mirrors: { 'docker.io': [`http://${host}`] } } }))
    await context().service().pull('team/app:v1')
    expect(await context().service().status('docker.io/team/app:v1')).toBeDefined()
  })
}
