import type { CustomResourceDefinitionSpec, WebhookConversion } from '@knarr/api/apiextensions/v1'
import { isJsonObject, type KubeObject, StatusError } from '@knarr/machinery'
import type { AdmissionContext } from '../../admission/admission-plugin.ts'
import { postToWebhook } from '../../admission/webhook/webhook-caller.ts'
import type { VersionConverter } from './version-converter.ts'

const timeoutSeconds = 30
const knownVersions: readonly string[] = ['v1', 'v1beta1']

/** Asks the webhook of a definition; undefined where its objects only change their `apiVersion`. */
export function webhookConverter(
  { conversion }: CustomResourceDefinitionSpec,
  context: AdmissionContext,
): VersionConverter | undefined {
  const webhook = conversion?.webhook
  if (conversion?.strategy !== 'Webhook' || !webhook) return undefined
  return { convert: (objects, apiVersion) => convertAll(webhook, { objects, apiVersion }, context) }
}

interface Wanted {
  readonly objects: readonly KubeObject[]
  readonly apiVersion: string
}

/** One review for all that is not in the version yet. */
async function convertAll(
  webhook: WebhookConversion,
  { objects, apiVersion }: Wanted,
  context: AdmissionContext,
): Promise<KubeObject[]> {
  const foreign = objects.filter((object) => object.apiVersion !== apiVersion)
  const [first] = foreign
  if (!first) return [...objects]
  const fail = (why: string, cause?: unknown): StatusError =>
    new StatusError(
      { reason: '', code: 500, message: `conversion webhook for ${kindText(first)} ${why}` },
      { cause },
    )
  let answers: unknown[]
  try {
    answers = await review(webhook, { objects: foreign, apiVersion }, context)
  } catch (error) {
    throw fail(`failed: ${error instanceof Error ? error.message : String(error)}`, error)
  }
  if (answers.length !== foreign.length)
    throw fail(`returned ${answers.length} objects, expected ${foreign.length}`)
  const converted = new Map(
    foreign.map((original, index) => {
      const wrong = faultOf(original, answers[index], apiVersion)
      if (wrong) throw fail(`returned invalid ${wrong.what} at index ${index}: ${wrong.why}`)
      return [original, restored(original, answers[index] as KubeObject)]
    }),
  )
  return objects.map((object) => converted.get(object) ?? object)
}

async function review(
  { clientConfig = {}, conversionReviewVersions }: WebhookConversion,
  { objects, apiVersion }: Wanted,
  context: AdmissionContext,
): Promise<unknown[]> {
  const version = conversionReviewVersions.find((each) => knownVersions.includes(each)) ?? 'v1'
  const uid = context.random.uuid()
  const body = JSON.stringify({
    kind: 'ConversionReview',
    apiVersion: `apiextensions.k8s.io/${version}`,
    request: { uid, desiredAPIVersion: apiVersion, objects },
  })
  return objectsOf(await postToWebhook(clientConfig, { body, timeoutSeconds }, context), uid)
}

function objectsOf(answer: unknown, uid: string): unknown[] {
  const response = isJsonObject(answer) ? answer.response : undefined
  if (!isJsonObject(response)) throw new Error('no response provided')
  if (response.uid !== uid)
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`)
  const result = isJsonObject(response.result) ? response.result : {}
  if (result.status !== 'Success') {
    if (result.message) throw new Error(String(result.message))
    throw new Error(`response.result.status was '${result.status ?? ''}', not 'Success'`)
  }
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : []
}

interface Fault {
  readonly what: 'converted object' | 'metadata in object'
  readonly why: string
}

/** Why an answer is not the object in the version that was asked for. */
function faultOf(original: KubeObject, converted: unknown, apiVersion: string): Fault | undefined {
  const what = 'converted object'
  if (!isJsonObject(converted)) return { what, why: 'object is not a JSON object' }
  if (converted.apiVersion !== apiVersion) {
    const why = `invalid groupVersion (expected ${apiVersion}, received ${converted.apiVersion ?? ''})`
    return { what, why }
  }
  if (converted.kind !== original.kind)
    return { what, why: `invalid kind (expected ${original.kind}, received ${converted.kind ?? ''})` }
  const { metadata } = converted
  if (!isJsonObject(metadata))
    return { what: 'metadata in object', why: 'missing metadata in converted object' }
  const same = [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const
  for (const [key, name] of same) {
    const [before, after] = [original.metadata[key] ?? '', metadata[key] ?? '']
    if (before !== after) return { what, why: `must have the same ${name}: ${before} != ${after}` }
  }
  return undefined
}

/** Of metadata only labels and annotations are the webhook's to change. */
function restored(original: KubeObject, converted: KubeObject): KubeObject {
  const { labels: _, annotations: __, ...metadata } = original.metadata
  const { labels, annotations } = converted.metadata
  return {
    ...converted,
    metadata: { ...metadata, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
  }
}

const kindText = ({ apiVersion, kind }: KubeObject): string => `${apiVersion}, Kind=${kind}`
