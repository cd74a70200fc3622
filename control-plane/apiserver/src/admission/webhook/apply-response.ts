import type { AdmissionResponse } from '@knarr/api/admission/v1'
import { applyJsonPatch, deepEqual, internalError, type KubeObject } from '@knarr/machinery'
import { toServedVersion, toStorageVersion } from '../../codec/convert-object.ts'
import { conformBody } from '../../crd/conform-body.ts'
import type { ServedResource } from '../../registry/served-resource.ts'
import { kindOfSent, patchOf } from './admission-review.ts'
import type { Invocation } from './webhook-caller.ts'
import { callFailed } from './webhook-errors.ts'

/** Puts a webhook's patch into the object it was asked about; tells whether that changed anything. */
export function applyResponse(invocation: Invocation, response: AdmissionResponse): boolean {
  const { webhook, attributes } = invocation
  const operations = operationsOf(webhook.spec.name, response)
  if (!operations || operations.length === 0) return false
  const { object } = attributes
  if (!object) {
    const text = 'attempted to modify the object, which is not supported for this operation'
    throw internalError(`admission webhook ${JSON.stringify(webhook.spec.name)} ${text}`)
  }
  const next = revisedObject(invocation.resource, object, (served) => applyJsonPatch(served, operations))
  if (deepEqual(next, object)) return false
  replaceContents(object, next)
  return true
}

function operationsOf(webhook: string, response: AdmissionResponse): unknown[] | undefined {
  try {
    return patchOf(response)
  } catch (error) {
    const why = error instanceof SyntaxError ? `invalid patch: ${error.message}` : (error as Error).message
    throw callFailed(webhook, `received invalid webhook response: ${why}`, error)
  }
}

/** The object as revised in the resource's version, with what the kind's defaults add, in the version kept. */
export function revisedObject(
  resource: ServedResource,
  object: KubeObject,
  revise: (served: KubeObject) => unknown,
): KubeObject {
  const { group, version, kind } = resource.api
  const sent = kindOfSent({ resource: resource.api, object })
  try {
    const document = revise(sent ? object : toServedVersion(resource, object))
    const conformed = conformBody(document, sent ?? { group, version, kind }, resource.custom).object
    const next = sent ? conformed : toStorageVersion(resource, conformed)
    if (next.apiVersion !== object.apiVersion)
      throw new Error(`a patch of ${next.apiVersion} cannot be applied to an object of ${object.apiVersion}`)
    keepIdentity(next, object)
    if (!sent) resource.strategy.defaults?.(next)
    return next
  } catch (error) {
    throw internalError(error)
  }
}

const identity = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'] as const

/** No webhook changes which object it is. */
function keepIdentity(next: KubeObject, { metadata: was }: KubeObject): void {
  const metadata: Record<string, unknown> = next.metadata as never
  for (const field of identity) {
    if (was[field] === undefined) delete metadata[field]
    else metadata[field] = was[field]
  }
}

/** Puts what the other object has in the place of all the target had. */
export function replaceContents(target: KubeObject, source: KubeObject): void {
  const members = target as unknown as Record<string, unknown>
  for (const key of Object.keys(members)) delete members[key]
  Object.assign(target, source)
}
