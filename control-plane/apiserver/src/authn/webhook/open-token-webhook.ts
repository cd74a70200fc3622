import type { Clock, Random } from '@knarr/machinery'
import { ConfigurationError } from '../../configuration-error.ts'
import { ReviewClient } from '../../reviews/review-client.ts'
import { type ReviewVersion, TokenWebhook } from './token-webhook.ts'

export interface TokenWebhookOptions {
  /** A kubeconfig: whom to ask, and as whom. */
  readonly configFile: string
  /** Of the TokenReview that is sent; `v1beta1` unless given, as upstream. */
  readonly version?: string
  /** For how long an answer is remembered; two minutes unless given. */
  readonly cacheTtlMs?: number
}

const versions: readonly string[] = ['v1', 'v1beta1'] satisfies ReviewVersion[]

/** Somebody else who knows tokens, where a kubeconfig says. @throws ConfigurationError */
export async function openTokenWebhook(
  { configFile, version = 'v1beta1', cacheTtlMs = 120_000 }: TokenWebhookOptions,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<TokenWebhook> {
  if (!versions.includes(version)) {
    const [shown, ...supported] = [version, ...versions].map((each) => JSON.stringify(each))
    throw new ConfigurationError(
      `unsupported authentication webhook version ${shown}, supported versions are ${supported.join(', ')}`,
    )
  }
  try {
    const client = await ReviewClient.open({ configFile }, { clock, random })
    return new TokenWebhook(client, { version: version as ReviewVersion, cacheTtlMs, clock })
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`initializing token webhook: ${configFile}: ${why}`, { cause })
  }
}
