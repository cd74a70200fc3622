import { type GroupVersionKind, gvkOf } from '@knarr/api'
import type { AdmissionRequest, AdmissionResponse, AdmissionReview } from '@knarr/api/admission/v1'
import { isJsonObject, type KubeObject } from '@knarr/machinery'
import { toServedVersion } from '../../codec/convert-object.ts'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes } from '../admission-plugin.ts'
import { isOfNamespaces } from '../matching/match-resources.ts'

const apiVersion = 'admission.k8s.io/v1'
const kind = 'AdmissionReview'

const optionsKinds = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const

/** What a webhook is asked: the write in the version its rules name. */
export function reviewOf(
  attributes: AdmissionAttributes,
  resource: ServedResource,
  uid: string,
): AdmissionReview {
  return { kind, apiVersion, request: requestOf(attributes, resource, uid) }
}

/** The write as webhooks and expressions see it. */
export function requestOf(
  attributes: AdmissionAttributes,
  matched: ServedResource,
  uid: string,
): AdmissionRequest {
  const { operation, subresource, resource, name, user, isDryRun } = attributes
  const namespace = isOfNamespaces(attributes) ? name : attributes.namespace
  const isConnection = operation === 'CONNECT'
  const sent = kindOfSent(attributes)
  const kindIn = (api: Identity) => sent ?? kindOf(api)
  return {
    uid,
    ...{ kind: kindIn(matched.api), resource: resourceOf(matched.api) },
    ...(subresource ? { subResource: subresource } : {}),
    ...{ requestKind: kindIn(resource), requestResource: resourceOf(resource) },
    ...(subresource ? { requestSubResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: userOf(user),
    object: sent ? (attributes.object ?? null) : shown(matched, attributes.object),
    oldObject: shown(matched, attributes.old),
    dryRun: isDryRun,
    options: isConnection ? null : optionsOf(attributes),
  }
}

interface Identity {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
}

const kindOf = ({ group, version, kind: name }: Identity) => ({ group, version, kind: name })
const resourceOf = ({ group, version, plural }: Identity) => ({ group, version, resource: plural })

/** The kind of what was sent to a subresource, where that is not one of the resource. */
export function kindOfSent({
  resource,
  object,
}: Pick<AdmissionAttributes, 'resource' | 'object'>): GroupVersionKind | undefined {
  if (!object?.kind || object.kind === resource.kind) return undefined
  return gvkOf(object)
}

function shown(resource: ServedResource, object: KubeObject | undefined): KubeObject | null {
  return object ? toServedVersion(resource, object) : null
}

function userOf({ name, uid, groups, extra }: AdmissionAttributes['user']): AdmissionRequest['userInfo'] {
  const extras = Object.entries(extra ?? {}).map(([key, values]) => [key, [...values]])
  return {
    username: name,
    ...(uid ? { uid } : {}),
    groups: [...groups],
    ...(extras.length > 0 ? { extra: Object.fromEntries(extras) } : {}),
  }
}

function optionsOf({ operation, fieldManager, isDryRun }: AdmissionAttributes): object {
  return {
    kind: optionsKinds[operation as keyof typeof optionsKinds],
    apiVersion: 'meta.k8s.io/v1',
    ...(isDryRun ? { dryRun: ['All'] } : {}),
    ...(fieldManager && operation !== 'DELETE' ? { fieldManager } : {}),
  }
}

/** The answer of a webhook to the review `uid`. @throws Error where it is not one */
export function responseOf(body: unknown, uid: string): AdmissionResponse {
  if (!isJsonObject(body)) throw new Error('webhook response was not an object')
  const review = body as Partial<AdmissionReview>
  const { response } = review
  if (!response) throw new Error('webhook response was absent')
  if (review.apiVersion !== apiVersion || review.kind !== kind) {
    const got = `${review.apiVersion ?? ''}, Kind=${review.kind ?? ''}`
    throw new Error(`expected webhook response of ${apiVersion}, Kind=${kind}, got ${got}`)
  }
  if (response.uid !== uid) {
    throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`)
  }
  return response
}

/** The operations of the JSON patch an answer carries, if it does. @throws Error */
export function patchOf({ patch, patchType }: AdmissionResponse): unknown[] | undefined {
  if (!patch && !patchType) return undefined
  if (!patch) throw new Error('webhook returned response.patchType but not response.patch')
  if (!patchType) throw new Error('webhook returned response.patch but not response.patchType')
  if (patchType !== 'JSONPatch') {
    throw new Error(`webhook returned invalid response.patchType of ${JSON.stringify(patchType)}`)
  }
  return JSON.parse(Buffer.from(patch, 'base64').toString())
}
