import { contextOf, loadKubeconfig, transportFromKubeconfig } from '@knarr/client'
import type { Clock, Random } from '@knarr/machinery'
import { ConfigurationError } from '../../configuration-error.ts'
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
const userAgent = 'kube-apiserver'

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
    const config = await loadKubeconfig(configFile)
    const { server } = contextOf(config).cluster
    const transport = await transportFromKubeconfig(config, { clock, userAgent })
    const options = { url: new URL(server), version: version as ReviewVersion, cacheTtlMs }
    return new TokenWebhook(transport, options, { clock, random })
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`initializing token webhook: ${configFile}: ${why}`, { cause })
  }
}
