import type { AdmissionResponse } from '@knarr/api/admission/v1'
import type { WebhookClientConfig } from '@knarr/api/admissionregistration/v1'
import { dialErrorText } from '../../proxy/dial-error.ts'
import { serviceEndpoint } from '../../proxy/service-endpoint.ts'
import type { ServedResource } from '../../registry/served-resource.ts'
import { AuthorityAgent } from '../../trust/authority-agent.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import { responseOf, reviewOf } from './admission-review.ts'
import { postReview, webhookUrl } from './post-review.ts'
import { callFailed, denied, dryRunUnsupported, mustNotFail, WebhookCallError } from './webhook-errors.ts'
import type { Webhook } from './webhook-index.ts'

const usualTimeoutSeconds = 10
/** One pool of connections: it keeps them apart by host and CA. */
const agent = new AuthorityAgent({ keepAlive: true })

/** A webhook that is about a write, and the resource as which it is. */
export interface Invocation {
  readonly webhook: Webhook
  readonly resource: ServedResource
  readonly attributes: AdmissionAttributes
}

/**
 * Asks a webhook; resolves with its consent once `use` took what it asks for, or with undefined where it may
 * be passed over.
 * @throws StatusError where it denies, or fails and must not
 */
export async function askWebhook(
  invocation: Invocation,
  context: AdmissionContext,
  use: (response: AdmissionResponse) => void = () => {},
): Promise<AdmissionResponse | undefined> {
  const { spec } = invocation.webhook
  try {
    const response = await call(invocation, context)
    invocation.attributes.warnings.push(...(response.warnings ?? []))
    for (const [key, value] of Object.entries(response.auditAnnotations ?? {}))
      invocation.attributes.annotate?.(`${spec.name}/${key}`, value)
    if (!response.allowed) throw denied(`admission webhook ${JSON.stringify(spec.name)}`, response.status)
    use(response)
    return response
  } catch (error) {
    if (!(error instanceof WebhookCallError)) throw error
    if (spec.failurePolicy === 'Ignore') return undefined
    throw mustNotFail(error)
  }
}

/** Sends a review to where a client configuration says. @throws Error in Go's words: `Post "https://…": why` */
export async function postToWebhook(
  clientConfig: WebhookClientConfig,
  { body, timeoutSeconds }: { readonly body: string; readonly timeoutSeconds: number },
  context: AdmissionContext,
): Promise<unknown> {
  const url = webhookUrl(clientConfig, timeoutSeconds)
  const deadline = new AbortController()
  const timer = context.clock.after(timeoutSeconds * 1000, () => deadline.abort())
  try {
    const { service, caBundle } = clientConfig
    const address = service ? await serviceEndpoint(service, context) : undefined
    const target = address ? { address } : {}
    return await postReview({ url, ...target, caBundle, body, signal: deadline.signal, agent })
  } catch (error) {
    const why = deadline.signal.aborted ? 'context deadline exceeded' : dialErrorText(error)
    throw new Error(`Post "${url}": ${why}`, { cause: error })
  } finally {
    timer.cancel()
  }
}

async function call(
  { webhook, resource, attributes }: Invocation,
  context: AdmissionContext,
): Promise<AdmissionResponse> {
  const { name, sideEffects, clientConfig, timeoutSeconds = usualTimeoutSeconds } = webhook.spec
  if (attributes.isDryRun && !sideEffects.startsWith('None')) throw dryRunUnsupported(name)
  const { object, old } = attributes
  await resource.custom?.prepare?.([object, old].filter((each) => each !== undefined))
  const uid = context.random.uuid()
  const body = JSON.stringify(reviewOf(attributes, resource, uid))
  let answer: unknown
  try {
    answer = await postToWebhook(clientConfig, { body, timeoutSeconds }, context)
  } catch (error) {
    throw callFailed(name, `failed to call webhook: ${dialErrorText(error)}`, error)
  }
  try {
    return responseOf(answer, uid)
  } catch (error) {
    throw callFailed(name, `received invalid webhook response: ${dialErrorText(error)}`, error)
  }
}
