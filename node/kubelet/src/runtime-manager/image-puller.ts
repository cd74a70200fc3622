import type { Container, Pod } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import { Backoff } from '@knarr/controller'
import { type Clock, formatDuration, limit } from '@knarr/machinery'
import type { Image, PullOptions, Runtime } from '@knarr/rpc'

/** Why a container waits: `ErrImagePull`, `CrashLoopBackOff`, …, as its status shows it. */
export interface Waiting {
  readonly reason: string
  readonly message: string
}

export interface ImagePullerOptions {
  readonly runtime: Runtime
  readonly clock: Clock
  readonly events: EventRecorder
  /** Credentials for an image from the pod's pull secrets; undefined to ask without. */
  authFor(pod: Pod, image: string): Promise<PullOptions['auth'] | undefined>
}

/** How many images are pulled at the same time (upstream's serial pulls, relaxed). */
const parallelPulls = 4

/** An image that a pod needs: a container's, or a volume's, which has no place of its own in events. */
export interface WantedImage extends Pick<Container, 'image' | 'imagePullPolicy'> {
  readonly fieldPath?: string
}

/** Makes sure a container's image is there, by its pull policy, with upstream's reasons, events and back-off. */
export class ImagePuller {
  readonly #options: ImagePullerOptions
  readonly #backoff: Backoff
  readonly #inTurn = limit(parallelPulls)
  readonly #pulling = new Map<string, Promise<string>>()
  readonly #failures = new Map<string, { readonly atMs: number; readonly message: string }>()

  constructor(options: ImagePullerOptions) {
    this.#options = options
    this.#backoff = new Backoff(options.clock, 10_000, 300_000)
  }

  /** The image, or why it is not there. */
  async ensure(pod: Pod, container: WantedImage): Promise<Image | Waiting> {
    const image = withTag(container.image ?? '')
    const tell = this.#teller(pod, container)
    if (!isReference(image)) {
      const message = `Failed to apply default image tag "${container.image}": couldn't parse image name "${container.image}": invalid reference format`
      tell('Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    const policy = container.imagePullPolicy ?? 'IfNotPresent'
    const present = await this.#inspect(image)
    if (present && 'reason' in present) {
      tell('Warning', 'InspectFailed', present.message)
      return present
    }
    if (present && policy !== 'Always') {
      tell(
        'Normal',
        'Pulled',
        `Container image "${container.image}" already present on machine and can be accessed by the pod`,
      )
      return present
    }
    if (policy === 'Never') {
      const message = `Container image "${container.image}" is not present with pull policy of Never`
      tell('Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    return await this.#pull(pod, container, image)
  }

  async #inspect(image: string): Promise<Image | Waiting | undefined> {
    try {
      return await this.#options.runtime.imageStatus(image)
    } catch (error) {
      const message = `Failed to inspect image "${image}": ${(error as Error).message}`
      return { reason: 'ImageInspectError', message }
    }
  }

  /** Forgets a pod's failures. */
  forget({ metadata, spec }: Pod): void {
    const { containers, initContainers = [], ephemeralContainers = [], volumes = [] } = spec
    const own = [...containers, ...initContainers, ...ephemeralContainers].map(({ image }) => image)
    for (const image of [...own, ...volumes.map((volume) => volume.image?.reference)]) {
      const key = `${metadata.uid}_${withTag(image ?? '')}`
      this.#backoff.reset(key)
      this.#failures.delete(key)
    }
  }

  async #pull(pod: Pod, container: WantedImage, image: string): Promise<Image | Waiting> {
    const { runtime, clock } = this.#options
    const tell = this.#teller(pod, container)
    const key = `${pod.metadata.uid}_${image}`
    const now = clock.now()
    const failure = this.#failures.get(key)
    if (failure && this.#backoff.isInBackoffSince(key, failure.atMs)) {
      const message = `Back-off pulling image "${container.image}"`
      tell('Normal', 'BackOff', message)
      return { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${failure.message}` }
    }
    tell('Normal', 'Pulling', `Pulling image "${container.image}"`)
    try {
      await this.#pullOnce(pod, image)
      this.#backoff.reset(key)
      this.#failures.delete(key)
      const pulled = await runtime.imageStatus(image)
      if (!pulled) throw new Error(`image "${image}" was pulled but is not there`)
      const took = formatDuration(clock.now() - now)
      const text = `Successfully pulled image "${container.image}" in ${took} (${took} including waiting). Image size: ${pulled.sizeBytes} bytes.`
      tell('Normal', 'Pulled', text)
      return pulled
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.#backoff.next(key)
      this.#failures.set(key, { atMs: clock.now(), message })
      tell('Warning', 'Failed', `Failed to pull image "${container.image}": ${message}`)
      tell('Warning', 'Failed', 'Error: ErrImagePull')
      return { reason: 'ErrImagePull', message }
    }
  }

  /** Pods asking for the same image at the same time share one pull. */
  #pullOnce(pod: Pod, image: string): Promise<string> {
    const running = this.#pulling.get(image)
    if (running !== undefined) return running
    const pull = this.#inTurn(async () => {
      const auth = await this.#options.authFor(pod, image)
      return await this.#options.runtime.pullImage(image, auth ? { auth } : {})
    }).finally(() => this.#pulling.delete(image))
    this.#pulling.set(image, pull)
    return pull
  }

  #teller(
    pod: Pod,
    { fieldPath }: WantedImage,
  ): (type: 'Normal' | 'Warning', reason: string, message: string) => void {
    return (type, reason, message) =>
      this.#options.events.event(pod, { type, reason, message, ...(fieldPath ? { fieldPath } : {}) })
  }
}

/** Where in the pod a container stands, as events name it. */
export function fieldPathOf({ spec }: Pod, { name }: Container): string {
  const has = (list: readonly { name: string }[] | undefined): boolean =>
    list?.some((other) => other.name === name) ?? false
  if (has(spec.initContainers)) return `spec.initContainers{${name}}`
  return has(spec.ephemeralContainers) ? `spec.ephemeralContainers{${name}}` : `spec.containers{${name}}`
}

/** `latest` where neither tag nor digest is given. */
function withTag(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  return image === '' || last.includes(':') || image.includes('@') ? image : `${image}:latest`
}

function isReference(image: string): boolean {
  const path =
    /^([a-zA-Z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@[a-z0-9]+:[a-f0-9]{32,})?$/
  return path.test(image)
}

export function isWaiting(result: Image | Waiting): result is Waiting {
  return 'reason' in result
}
