import type { Pod } from '@knarr/api/core/v1'
import { type Clock, ExpiringCache, type Random } from '@knarr/machinery'
import { ReviewClient } from '../../../reviews/review-client.ts'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'
import { startedContainersOf } from '../pod-attributes.ts'
import type { ImagePolicyConfiguration } from './image-policy-configuration.ts'

const maxRemembered = 1024
const auditPrefix = 'imagepolicywebhook.image-policy.k8s.io/'
const shownAnnotation = '.image-policy.k8s.io/'

/** `imagepolicy.k8s.io/v1alpha1`, which is not served. */
interface ImageReview {
  readonly apiVersion: string
  readonly kind: string
  readonly spec: {
    readonly containers: readonly { readonly image?: string }[]
    readonly annotations?: Readonly<Record<string, string>>
    readonly namespace?: string
  }
}

interface ImageReviewStatus {
  readonly allowed: boolean
  readonly reason?: string
  readonly auditAnnotations?: Readonly<Record<string, string>>
}

interface Parts {
  readonly clock: Clock
  readonly random: Random
}

/** Asks a server outside, by ImageReview, whether pods may run their images. */
export function imagePolicyWebhook(
  configuration: ImagePolicyConfiguration | undefined,
  parts: () => Parts,
): AdmissionPlugin {
  const name = 'ImagePolicyWebhook'
  if (!configuration) return { name, problem: 'no config specified', handles: isAsked }
  let policy: ImagePolicy | undefined
  return {
    name,
    handles: isAsked,

    async open() {
      const { kubeConfigFile: configFile, retryBackoffMs: retryMs } = configuration
      const client = await ReviewClient.open({ configFile, retryMs }, parts())
      policy = new ImagePolicy(client, configuration, parts().clock)
    },

    async validate(attributes) {
      await policy?.check(attributes)
    },

    close() {
      policy?.close()
    },
  }
}

function isAsked({ operation, resource, subresource }: AdmissionAttributes): boolean {
  const isOfPods = resource.plural === 'pods' && resource.group === ''
  return (
    isOfPods && ['', 'ephemeralcontainers'].includes(subresource) && ['CREATE', 'UPDATE'].includes(operation)
  )
}

class ImagePolicy {
  readonly #client: ReviewClient
  readonly #configuration: ImagePolicyConfiguration
  readonly #known: ExpiringCache<Partial<ImageReviewStatus>>

  constructor(client: ReviewClient, configuration: ImagePolicyConfiguration, clock: Clock) {
    this.#client = client
    this.#configuration = configuration
    this.#known = new ExpiringCache(clock, maxRemembered)
  }

  /** @throws StatusError where the images are refused, or nobody says and that means no */
  async check(attributes: AdmissionAttributes): Promise<void> {
    const review = reviewOf(attributes)
    const key = JSON.stringify(review.spec)
    const status = this.#known.get(key)?.value ?? (await this.#ask(review, key, attributes))
    for (const [annotation, value] of Object.entries(status.auditAnnotations ?? {}))
      attributes.annotate?.(`${auditPrefix}${annotation}`, value)
    if (status.allowed) return
    throw refusal(
      attributes,
      status.reason
        ? `image policy webhook backend denied one or more images: ${status.reason}`
        : 'one or more images rejected by webhook backend',
    )
  }

  close(): void {
    this.#client.close()
  }

  async #ask(
    review: ImageReview,
    key: string,
    attributes: AdmissionAttributes,
  ): Promise<Partial<ImageReviewStatus>> {
    const { allowTtlMs, denyTtlMs, defaultAllow } = this.#configuration
    try {
      const status = await this.#client.ask<ImageReviewStatus>(review)
      this.#known.set(key, status, status.allowed ? allowTtlMs : denyTtlMs)
      return status
    } catch (error) {
      if (!defaultAllow) throw refusal(attributes, (error as Error).message)
      attributes.annotate?.(`${auditPrefix}failed-open`, 'true')
      return { allowed: true }
    }
  }
}

function reviewOf({ object, namespace, subresource }: AdmissionAttributes): ImageReview {
  const { metadata, spec } = object as Pod
  const containers = subresource === '' ? startedContainersOf(spec) : (spec.ephemeralContainers ?? [])
  const shown = Object.entries(metadata.annotations ?? {}).filter(([name]) => name.includes(shownAnnotation))
  return {
    ...{ kind: 'ImageReview', apiVersion: 'imagepolicy.k8s.io/v1alpha1' },
    spec: {
      containers: containers.map(({ image }) => ({ ...(image ? { image } : {}) })),
      ...(shown.length > 0 ? { annotations: Object.fromEntries(shown) } : {}),
      ...(namespace ? { namespace } : {}),
    },
  }
}
