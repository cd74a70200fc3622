import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import type { LocalImage } from '@knarr/linux'
import { type Image, type PullOptions, RuntimeError } from '@knarr/rpc'
import { discardArchive, imagesIn, unpackArchive } from './image-archive-reader.ts'
import { type ImageReference, parseImageReference, referenceText } from './image-reference.ts'
import type { ImageStore, StoredImage } from './image-store.ts'
import type { ImageConfig } from './oci.ts'
import { RegistryClient, RegistryError, type RegistryOptions } from './registry-client.ts'

export interface ImageServiceOptions {
  readonly registries?: RegistryOptions
  readonly localImages?: ReadonlyMap<string, () => Promise<LocalImage>>
}

/** CRI's `ImageService` on an image store. */
export class ImageService {
  readonly #store: ImageStore
  readonly #registries: RegistryOptions
  readonly #localImages: ReadonlyMap<string, () => Promise<LocalImage>>
  readonly #assembling = new Map<string, Promise<StoredImage>>()

  constructor(store: ImageStore, { registries = {}, localImages = new Map() }: ImageServiceOptions) {
    this.#store = store
    this.#registries = registries
    const named = [...localImages].map(([name, image]) => [referenceText(parse(name)), image] as const)
    this.#localImages = new Map(named)
  }

  async status(name: string): Promise<Image | undefined> {
    const image = this.#store.find(name) ?? (await this.#assemble(name))
    return image && imageOf(image)
  }

  async list(): Promise<Image[]> {
    return this.#store.list().map(imageOf)
  }

  async pull(name: string, options: PullOptions = {}): Promise<string> {
    const local = await this.#assemble(name)
    if (local) return local.id
    const reference = parse(name)
    try {
      return await this.#pull(reference, options)
    } catch (error) {
      throw pullError(name, reference, error as Error)
    }
  }

  async remove(name: string): Promise<void> {
    const image = this.#store.find(name)
    if (image) this.#store.remove(image.id)
  }

  async import(tarPath: string): Promise<void> {
    const directory = mkdtempSync(`${this.#store.layersDirectory}/../import-`)
    try {
      await unpackArchive(tarPath, directory)
      for (const { names, configBytes, config, layers, digest } of imagesIn(directory, process.arch)) {
        const open = (index: number) => async () => createReadStream(layers[index]?.path ?? '')
        const directories = await this.#addLayers(config, open)
        const sizeBytes = layers.reduce((size, layer) => size + layer.size, 0)
        const references = names.map(parse)
        const digests = digest ? references.map((reference) => digestText(reference, digest)) : []
        this.#store.add({
          id: idOf(configBytes),
          config,
          layers: directories,
          sizeBytes,
          names: references.map(referenceText),
          digests,
        })
      }
    } finally {
      discardArchive(directory)
    }
  }

  /** Puts a local image together when it is first asked for; undefined when there is none of this name. */
  async #assemble(name: string): Promise<StoredImage | undefined> {
    const key = tryReferenceText(name)
    const assemble = key === undefined ? undefined : this.#localImages.get(key)
    if (!key || !assemble) return undefined
    const known = this.#store.find(key)
    if (known) return known
    const running = this.#assembling.get(key)
    if (running !== undefined) return running
    const assembling = assemble()
      .then((image) => this.#store.addLocal({ ...image, reference: key }))
      .finally(() => this.#assembling.delete(key))
    this.#assembling.set(key, assembling)
    return assembling
  }

  async #pull(reference: ImageReference, { auth, signal }: PullOptions): Promise<string> {
    const client = new RegistryClient(reference, this.#registries, { auth, signal })
    const { manifest, digest } = await client.manifest(process.arch)
    const configBytes = await buffer(await client.blob(manifest.config))
    const config = JSON.parse(configBytes.toString()) as ImageConfig
    const layers = await this.#addLayers(config, (index) => async () => {
      const layer = manifest.layers[index]
      if (!layer) throw new RegistryError('the image has more diff ids than layers', 0)
      return client.blob(layer)
    })
    const id = idOf(configBytes)
    const sizeBytes = manifest.layers.reduce((size, layer) => size + layer.size, 0)
    const names = reference.digest ? [] : [referenceText(reference)]
    this.#store.add({ id, config, layers, sizeBytes, names, digests: [digestText(reference, digest)] })
    return id
  }

  /** Three at a time, as containerd downloads them. */
  async #addLayers(
    config: ImageConfig,
    open: (index: number) => () => Promise<import('node:stream').Readable>,
  ): Promise<string[]> {
    const diffIds = config.rootfs.diff_ids
    const layers: string[] = []
    for (let start = 0; start < diffIds.length; start += 3) {
      const some = diffIds.slice(start, start + 3)
      layers.push(
        ...(await Promise.all(some.map((id, index) => this.#store.addLayer(id, open(start + index))))),
      )
    }
    return layers
  }
}

function parse(name: string): ImageReference {
  try {
    return parseImageReference(name)
  } catch (error) {
    throw new RuntimeError('InvalidArgument', (error as Error).message, { cause: error })
  }
}

function tryReferenceText(name: string): string | undefined {
  try {
    return referenceText(parseImageReference(name))
  } catch {
    return undefined
  }
}

function digestText({ registry, repository }: ImageReference, digest: string): string {
  return referenceText({ registry, repository, digest })
}

function idOf(configBytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(configBytes).digest('hex')}`
}

/** In containerd's words, which users and tools know. */
function pullError(name: string, reference: ImageReference, error: Error): RuntimeError {
  const full = referenceText(reference)
  const status = error instanceof RegistryError ? error.status : undefined
  const code = status === 404 ? 'NotFound' : 'Unknown'
  const message = `failed to pull and unpack image ${JSON.stringify(full)}: failed to resolve reference ${JSON.stringify(full)}: ${error.message}`
  const isResolved = status === undefined
  const text = isResolved
    ? `failed to pull and unpack image ${JSON.stringify(full)}: ${error.message}`
    : message
  return new RuntimeError(code, text, { cause: Object.assign(error, { image: name }) })
}

function imageOf({ id, config, sizeBytes, names, digests }: StoredImage): Image {
  const [user = ''] = (config.config?.User ?? '').split(':')
  const isNumber = /^\d+$/.test(user)
  return {
    id,
    repoTags: names,
    repoDigests: digests,
    sizeBytes,
    ...(isNumber && { uid: Number(user) }),
    ...(user && !isNumber && { username: user }),
  }
}
