import type { WebhookClientConfig } from '@knarr/api/admissionregistration/v1'
import { isJsonObject, type Status, StatusError } from '@knarr/machinery'
import type { AdmissionContext } from '../../../admission/admission-plugin.ts'
import { postToWebhook } from '../../../admission/webhook/webhook-caller.ts'
import { userInfoOf } from '../../reviews/self-subject-review.ts'
import type {
  SubresourceFunction,
  SubresourceHandler,
  SubresourceRequest,
  SubresourceVerb,
} from './subresource-function.ts'

/** A server that answers for a subresource, asked by SubresourceReview. */
export interface SubresourceBackend {
  readonly clientConfig: WebhookClientConfig
  /** What it answers. */
  readonly verbs: readonly SubresourceVerb[]
  /** How long it may take; ten unless given. */
  readonly timeoutSeconds?: number
}

const apiVersion = 'knarr.io/v1'
const kind = 'SubresourceReview'
const usualTimeoutSeconds = 10

/** What a back end says: why not, or what the object is to be and what the caller is told. */
interface ReviewResponse {
  readonly uid?: string
  readonly status?: Partial<Status>
  readonly object?: unknown
  readonly answer?: unknown
  readonly warnings?: readonly string[]
}

/** A handler that asks the back end, and writes the object where it comes back. */
export function askBackend(
  declared: SubresourceFunction,
  backend: SubresourceBackend,
  { verb, context }: { readonly verb: SubresourceVerb; readonly context: AdmissionContext },
): SubresourceHandler {
  const { clientConfig, timeoutSeconds = usualTimeoutSeconds } = backend
  return async (request) => {
    const uid = context.random.uuid()
    const asked = { uid, verb, ...questionOf(declared, request) }
    const body = JSON.stringify({ apiVersion, kind, request: asked })
    const response = await failing(declared.name, async () =>
      responseOf(await postToWebhook(clientConfig, { body, timeoutSeconds }, context), uid),
    )
    for (const warning of response.warnings ?? []) request.warn(warning)
    if (response.status) throw refusalOf(response.status)
    const { object, answer } = response
    const written = isJsonObject(object) ? await request.update(object as never) : request.object
    return isJsonObject(answer) ? answer : written
  }
}

function questionOf(
  { name: subresource, resource }: SubresourceFunction,
  { object, body, query, user, isDryRun }: SubresourceRequest,
): object {
  const { group, version, plural } = resource
  const { namespace, name } = object.metadata
  return {
    ...{ resource: { group, version, resource: plural }, subresource },
    ...{ ...(namespace ? { namespace } : {}), name, object, ...(body === undefined ? {} : { body }) },
    query: Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)])),
    ...{ userInfo: userInfoOf(user), dryRun: isDryRun },
  }
}

async function failing(subresource: string, ask: () => Promise<ReviewResponse>): Promise<ReviewResponse> {
  try {
    return await ask()
  } catch (cause) {
    const message = `failed calling the back end of subresource ${JSON.stringify(subresource)}: ${(cause as Error).message}`
    throw new StatusError({ reason: 'InternalError', code: 500, message }, { cause })
  }
}

function responseOf(answer: unknown, uid: string): ReviewResponse {
  if (!isJsonObject(answer) || answer.apiVersion !== apiVersion || answer.kind !== kind)
    throw new Error(`expected an answer of ${apiVersion}, Kind=${kind}`)
  const { response } = answer
  if (!isJsonObject(response)) throw new Error('the answer has no response')
  if (response.uid !== uid)
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`)
  return response as ReviewResponse
}

/** A refusal is the caller's to read, and never a success. */
function refusalOf({
  code = 400,
  reason = 'BadRequest',
  message = '',
  details,
}: Partial<Status>): StatusError {
  const refused = code >= 400 && code <= 599 ? code : 500
  return new StatusError({ code: refused, reason, message, ...(details ? { details } : {}) })
}
