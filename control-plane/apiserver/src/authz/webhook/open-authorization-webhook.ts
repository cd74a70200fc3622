import { ConfigurationError } from '../../configuration-error.ts'
import { ReviewClient, type ReviewClientParts } from '../../reviews/review-client.ts'
import type { AccessReviewVersion } from './access-review.ts'
import { WebhookAuthorizer } from './webhook-authorizer.ts'

export interface AuthorizationWebhookOptions {
  /** A kubeconfig: whom to ask, and as whom. */
  readonly configFile: string
  /** Of the SubjectAccessReview that is sent; `v1beta1` unless given, as upstream. */
  readonly version?: string
  /** For how long it is remembered that somebody may; five minutes unless given. */
  readonly authorizedTtlMs?: number
  /** For how long it is remembered that somebody may not; half a minute unless given. */
  readonly unauthorizedTtlMs?: number
}

const versions: readonly string[] = ['v1', 'v1beta1'] satisfies AccessReviewVersion[]

/** Whom the authorization mode Webhook asks, where a kubeconfig says. @throws ConfigurationError */
export async function openAuthorizationWebhook(
  {
    configFile,
    version = 'v1beta1',
    authorizedTtlMs = 300_000,
    unauthorizedTtlMs = 30_000,
  }: AuthorizationWebhookOptions,
  parts: ReviewClientParts,
): Promise<WebhookAuthorizer> {
  if (!versions.includes(version)) {
    const [shown, ...supported] = [version, ...versions].map((each) => JSON.stringify(each))
    throw new ConfigurationError(
      `unsupported webhook authorizer version ${shown}, supported versions are ${supported.join(', ')}`,
    )
  }
  try {
    const client = await ReviewClient.open({ configFile }, parts)
    const ttl = { authorizedTtlMs, unauthorizedTtlMs }
    const settings = { version: version as AccessReviewVersion, onError: 'noOpinion', ...ttl } as const
    return new WebhookAuthorizer(client, { ...settings, clock: parts.clock })
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`initializing authorization webhook: ${configFile}: ${why}`, { cause })
  }
}
