import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import {
  type Descriptor,
  type ImageConfig,
  indexTypes,
  type Manifest,
  type ManifestIndex,
  pickManifest,
} from './oci.ts'

/** An image found in an archive, with the files of its layers. */
export interface ArchivedImage {
  readonly names: readonly string[]
  readonly configBytes: Buffer
  readonly config: ImageConfig
  readonly layers: readonly { readonly path: string; readonly size: number }[]
  readonly digest?: string
}

/** Unpacks an archive (tar, also gzipped) into an empty directory; entries with unusual paths are left out. */
export async function unpackArchive(tarPath: string, directory: string): Promise<void> {
  const tar = extract()
  const reading = (async () => {
    for await (const entry of tar) {
      const { name, type, linkname } = entry.header
      const path = `${directory}/${name}`
      if (isPlainPath(name) && type === 'file') {
        mkdirSync(dirname(path), { recursive: true })
        await pipeline(entry, createWriteStream(path))
      } else if (isPlainPath(name) && type === 'symlink' && isPlainLink(linkname)) {
        mkdirSync(dirname(path), { recursive: true })
        symlinkSync(linkname ?? '', path)
      }
      entry.resume()
    }
  })()
  const source = createReadStream(tarPath)
  await Promise.all([
    isGzip(tarPath) ? pipeline(source, createGunzip(), tar) : pipeline(source, tar),
    reading,
  ])
}

function isGzip(path: string): boolean {
  const magic = Buffer.alloc(2)
  const file = openSync(path, 'r')
  try {
    readSync(file, magic)
  } finally {
    closeSync(file)
  }
  return magic[0] === 0x1f && magic[1] === 0x8b
}

function isPlainPath(name: string): boolean {
  return !name.startsWith('/') && !name.split('/').includes('..')
}

/** `docker save` links layers that are the same: `../<id>/layer.tar`. */
function isPlainLink(target: string | null | undefined): boolean {
  return /^\.\.\/[\w.-]+\/layer\.tar$/.test(target ?? '')
}

/** The images in an unpacked OCI layout or `docker save` archive that run on `architecture`. */
export function imagesIn(directory: string, architecture: string): ArchivedImage[] {
  const layout = existsSync(`${directory}/index.json`) ? layoutImages(directory, architecture) : []
  if (layout.some(({ names }) => names.length > 0) || !existsSync(`${directory}/manifest.json`)) return layout
  return dockerImages(directory)
}

function layoutImages(directory: string, architecture: string): ArchivedImage[] {
  const index = readJson<ManifestIndex>(`${directory}/index.json`)
  return index.manifests.map((descriptor) => {
    const manifest = manifestOf(directory, descriptor, architecture)
    const name = descriptor.annotations?.['io.containerd.image.name']
    const configBytes = readFileSync(blobPath(directory, manifest.config))
    return {
      names: name ? [name] : [],
      configBytes,
      config: JSON.parse(configBytes.toString()),
      layers: manifest.layers.map((layer) => ({ path: blobPath(directory, layer), size: layer.size })),
      digest: descriptor.digest,
    }
  })
}

function manifestOf(directory: string, descriptor: Descriptor, architecture: string): Manifest {
  const body = readJson<Manifest | ManifestIndex>(blobPath(directory, descriptor))
  if (!indexTypes.includes(descriptor.mediaType) && !('manifests' in body)) return body
  const picked = pickManifest(body as ManifestIndex, architecture)
  if (!picked) throw new Error('no match for platform in manifest: not found')
  return readJson<Manifest>(blobPath(directory, picked))
}

interface DockerManifest {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

function dockerImages(directory: string): ArchivedImage[] {
  return readJson<DockerManifest[]>(`${directory}/manifest.json`).map(({ Config, RepoTags, Layers }) => {
    if (![Config, ...Layers].every(isPlainPath)) throw new Error('invalid path in manifest.json')
    const configBytes = readFileSync(`${directory}/${Config}`)
    const layers = Layers.map((path) => ({
      path: `${directory}/${path}`,
      size: statSync(`${directory}/${path}`).size,
    }))
    return { names: RepoTags ?? [], configBytes, config: JSON.parse(configBytes.toString()), layers }
  })
}

function blobPath(directory: string, { digest }: Descriptor): string {
  const [algorithm, hex = ''] = digest.split(':')
  if (algorithm !== 'sha256' || !/^[0-9a-f]{64}$/.test(hex))
    throw new Error(`invalid digest ${JSON.stringify(digest)}`)
  return `${directory}/blobs/sha256/${hex}`
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

/** Removes what {@link unpackArchive} made. */
export function discardArchive(directory: string): void {
  rmSync(directory, { recursive: true, force: true })
}
