import { createHash } from 'node:crypto'
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import {
  type ImageFile,
  imageConfig,
  type LocalImage,
  readJsonFile,
  type SyscallRunner,
  writeJsonFile,
} from '@knarr/linux'
import { type ImageReference, parseImageReference, referenceText } from './image-reference.ts'
import { LayerError, unpackLayer } from './layer-unpacker.ts'
import type { ImageConfig } from './oci.ts'

export interface StoredImage {
  /** The digest of its configuration. */
  readonly id: string
  readonly config: ImageConfig
  /** Directory names in the store's `layersDirectory`, the lowest first. */
  readonly layers: readonly string[]
  readonly sizeBytes: number
  /** In full, with tags. */
  readonly names: readonly string[]
  /** In full, with digests. */
  readonly digests: readonly string[]
}

/** Images of this machine, their layers unpacked once and shared by all containers. */
export class ImageStore {
  readonly layersDirectory: string
  readonly #directory: string
  readonly #runner: SyscallRunner
  readonly #images: Map<string, StoredImage>
  readonly #unpacking = new Map<string, Promise<string>>()

  constructor(directory: string, runner: SyscallRunner) {
    this.#directory = directory
    this.#runner = runner
    this.layersDirectory = `${directory}/layers`
    mkdirSync(this.layersDirectory, { recursive: true })
    this.#images = new Map(Object.entries(readJsonFile<Record<string, StoredImage>>(this.#file) ?? {}))
  }

  get #file(): string {
    return `${this.#directory}/images.json`
  }

  list(): StoredImage[] {
    return [...this.#images.values()]
  }

  /** Finds an image by its id, a name or a digest. */
  find(name: string): StoredImage | undefined {
    const byId = this.#images.get(name) ?? this.#images.get(`sha256:${name}`)
    if (byId) return byId
    const reference = tryParse(name)
    if (!reference) return undefined
    const text = referenceText(reference)
    return this.list().find(({ names, digests }) => names.includes(text) || digests.includes(text))
  }

  /** Adds an image, or names to a known one; a name taken from another image leaves that one nameless. */
  add(image: StoredImage): void {
    for (const other of this.list()) {
      const names = other.names.filter((name) => !image.names.includes(name))
      if (names.length < other.names.length) this.#images.set(other.id, { ...other, names })
    }
    const known = this.#images.get(image.id)
    this.#images.set(image.id, {
      ...image,
      names: [...new Set([...(known?.names ?? []), ...image.names])],
      digests: [...new Set([...(known?.digests ?? []), ...image.digests])],
    })
    this.#save()
  }

  /** Removes an image with all its names, and the layers no other image has. */
  remove(id: string): void {
    const image = this.#images.get(id)
    if (!image) return
    this.#images.delete(id)
    this.#save()
    const used = new Set(this.list().flatMap(({ layers }) => layers))
    for (const layer of image.layers) {
      if (!used.has(layer)) rmSync(`${this.layersDirectory}/${layer}`, { recursive: true, force: true })
    }
  }

  hasLayer(diffId: string): boolean {
    return existsSync(`${this.layersDirectory}/${layerName(diffId)}`)
  }

  /** Unpacks a layer unless it is there; `open` gives its bytes. Resolves with its directory's name. */
  addLayer(diffId: string, open: () => Promise<Readable>): Promise<string> {
    const name = layerName(diffId)
    if (this.hasLayer(diffId)) return Promise.resolve(name)
    const running = this.#unpacking.get(name)
    if (running !== undefined) return running
    const unpacking = this.#unpack(diffId, open).finally(() => this.#unpacking.delete(name))
    this.#unpacking.set(name, unpacking)
    return unpacking
  }

  async #unpack(diffId: string, open: () => Promise<Readable>): Promise<string> {
    return this.#fillLayer(layerName(diffId), async (directory) => {
      const stream = await open()
      try {
        const unpacked = await unpackLayer(stream, directory, this.#runner)
        if (unpacked !== diffId)
          throw new LayerError(`layer has diff id ${unpacked}, its image says ${diffId}`)
      } finally {
        stream.destroy()
      }
    })
  }

  async #fillLayer(name: string, fill: (directory: string) => Promise<void> | void): Promise<string> {
    const directory = `${this.layersDirectory}/${name}`
    const fresh = `${directory}.new`
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { mode: 0o755 })
    try {
      await fill(fresh)
      renameSync(fresh, directory)
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true })
      throw error
    }
    return name
  }

  /** Adds an image made of local files; they are linked, not copied, where the file system allows it. */
  async addLocal(image: LocalImage): Promise<StoredImage> {
    const diffId = `sha256:${createHash('sha256').update(fingerprint(image.files)).digest('hex')}`
    const config = imageConfig(image, diffId)
    const layer = layerName(diffId)
    if (!this.hasLayer(diffId)) {
      await this.#fillLayer(layer, (directory) => {
        for (const file of image.files) placeFile(file, directory + file.path)
      })
    }
    const id = `sha256:${createHash('sha256').update(config).digest('hex')}`
    const sizeBytes = image.files.reduce((size, file) => size + sizeOf(file), 0)
    const names = [referenceText(parseImageReference(image.reference))]
    this.add({ id, config: JSON.parse(config.toString()), layers: [layer], sizeBytes, names, digests: [] })
    return this.find(id) as StoredImage
  }

  #save(): void {
    writeJsonFile(this.#file, Object.fromEntries(this.#images))
  }
}

/** Short, for the names of all layers have to fit in one page of mount options. */
function layerName(diffId: string): string {
  return diffId.slice('sha256:'.length, 'sha256:'.length + 16)
}

function tryParse(name: string): ImageReference | undefined {
  try {
    return parseImageReference(name)
  } catch {
    return undefined
  }
}

function fingerprint(files: readonly ImageFile[]): string {
  const parts = files.map(({ source, content, ...file }) => {
    const stat = source === undefined ? undefined : statSync(source)
    return {
      ...file,
      content: content && Buffer.from(content).toString('base64'),
      file: stat && [stat.ino, stat.size, stat.mtimeMs],
    }
  })
  return JSON.stringify(parts)
}

function sizeOf({ source, content }: ImageFile): number {
  return source === undefined ? Buffer.from(content ?? '').length : statSync(source).size
}

function placeFile(file: ImageFile, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  if (file.link !== undefined) {
    symlinkSync(file.link, path)
  } else if (file.content !== undefined) {
    writeFileSync(path, file.content, { mode: file.mode ?? 0o644 })
  } else if (file.source !== undefined) {
    linkOrCopy(file.source, path)
  } else {
    mkdirSync(path, { recursive: true })
    chmodSync(path, file.mode ?? 0o755)
  }
}

function linkOrCopy(source: string, path: string): void {
  try {
    linkSync(source, path)
  } catch {
    // Another file system: the copy shares its blocks where that is possible.
    copyFileSync(source, path, constants.COPYFILE_FICLONE)
  }
}
