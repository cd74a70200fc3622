import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type ImageFile, imageConfig, type LocalImage } from './local-image.ts'
import { tarBlock, tarEnd, tarPadding } from './tar-block.ts'

const blobs = 'blobs/sha256'

/**
 * Writes an image as an OCI layout in a tar, as `ctr images import` and CRI runtimes take it. The layer is not
 * compressed: it is read once, from this machine's disk.
 */
export async function writeImageArchive(image: LocalImage, path: string): Promise<void> {
  const entries = layerEntries(image.files)
  const layerSize = entries.reduce(
    (size, { header, size: content }) => size + header.length + padded(content),
    1024,
  )
  const archive = new Archive(path)
  try {
    const digest = await layerDigest(entries)
    const config = imageConfig(image, `sha256:${digest}`)
    const manifest = manifestOf(config, { digest, size: layerSize })
    archive.addFile('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'))
    archive.addFile('index.json', indexOf(image, manifest))
    archive.addFile(`${blobs}/${sha256(config)}`, config)
    archive.addFile(`${blobs}/${sha256(manifest)}`, manifest)
    archive.write(tarBlock({ path: `${blobs}/${digest}`, type: 'file', size: layerSize, mode: 0o644 }))
    for await (const chunk of layerBytes(entries)) archive.write(chunk)
    archive.write(tarPadding(layerSize))
    archive.write(tarEnd)
  } finally {
    archive.close()
  }
}

interface LayerEntry {
  readonly header: Buffer
  readonly size: number
  readonly file: ImageFile
}

function layerEntries(files: readonly ImageFile[]): LayerEntry[] {
  const directories = new Set<string>()
  for (const { path } of files) {
    for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) directories.add(parent)
  }
  const implied = [...directories].sort().map((path): ImageFile => ({ path }))
  const explicit = new Set(files.map(({ path }) => path))
  return [...implied.filter(({ path }) => !explicit.has(path)), ...files].map((file) => {
    const size = sizeOf(file)
    return { header: tarBlock({ ...tarTypeOf(file), path: file.path.slice(1), size }), size, file }
  })
}

function tarTypeOf(file: ImageFile): { type: 'file' | 'directory' | 'symlink'; mode: number; link?: string } {
  if (file.link !== undefined) return { type: 'symlink', mode: 0o777, link: file.link }
  if (file.source !== undefined)
    return { type: 'file', mode: file.mode ?? statSync(file.source).mode & 0o777 }
  if (file.content !== undefined) return { type: 'file', mode: file.mode ?? 0o644 }
  return { type: 'directory', mode: file.mode ?? 0o755 }
}

function sizeOf({ source, content }: ImageFile): number {
  return source === undefined ? Buffer.from(content ?? '').length : statSync(source).size
}

async function* layerBytes(entries: readonly LayerEntry[]): AsyncGenerator<Uint8Array> {
  for (const { header, size, file } of entries) {
    yield header
    if (file.source !== undefined) yield* createReadStream(file.source, { highWaterMark: 1 << 20 })
    else if (file.content !== undefined) yield Buffer.from(file.content)
    yield tarPadding(size)
  }
  yield tarEnd
}

async function layerDigest(entries: readonly LayerEntry[]): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of layerBytes(entries)) hash.update(chunk)
  return hash.digest('hex')
}

function manifestOf(config: Buffer, layer: { digest: string; size: number }): Buffer {
  const oci = 'application/vnd.oci.image'
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${oci}.manifest.v1+json`,
      config: { mediaType: `${oci}.config.v1+json`, digest: `sha256:${sha256(config)}`, size: config.length },
      layers: [{ mediaType: `${oci}.layer.v1.tar`, digest: `sha256:${layer.digest}`, size: layer.size }],
    }),
  )
}

function indexOf({ reference, architecture }: LocalImage, manifest: Buffer): Buffer {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const platform = { architecture: architecture === 'x64' ? 'amd64' : architecture, os: 'linux' }
  const annotations = {
    'io.containerd.image.name': reference,
    'org.opencontainers.image.ref.name': reference.slice(reference.lastIndexOf(':') + 1),
  }
  const entry = {
    mediaType,
    digest: `sha256:${sha256(manifest)}`,
    size: manifest.length,
    platform,
    annotations,
  }
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [entry],
    }),
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function padded(size: number): number {
  return Math.ceil(size / 512) * 512
}

class Archive {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  addFile(path: string, content: Buffer): void {
    this.write(tarBlock({ path, type: 'file', size: content.length, mode: 0o644 }))
    this.write(content)
    this.write(tarPadding(content.length))
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
  }

  close(): void {
    closeSync(this.#file)
  }
}
