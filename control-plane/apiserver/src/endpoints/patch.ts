import { decodeJson, type GroupVersionKind, patchSchemaOf, strictErrorsOf } from '@knarr/api'
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  invalid,
  invalidObject,
  isJsonObject,
  type KubeObject,
  PatchError,
  StatusError,
  type StatusReason,
} from '@knarr/machinery'
import { toServedVersion, toStorageVersion } from '../codec/convert-object.ts'
import { refuseDeepJson } from '../codec/json-depth.ts'
import {
  bodyBytes,
  contentTypeOf,
  type FieldValidation,
  unsupportedMediaType,
} from '../codec/request-body.ts'
import { conformBody } from '../crd/conform-body.ts'
import type { CustomKind } from '../crd/custom-kind.ts'
import { type UpdateScope, updateObject } from '../registry/update-object.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { applyPatch, applyPatchType, refuseForce } from './apply-patch.ts'
import {
  type Endpoint,
  kindOfCall,
  operationOf,
  type ResourceCall,
  representationOf,
} from './resource-call.ts'
import { trackFields } from './track-fields.ts'
import { matchName } from './update.ts'
import { writeOptionsOf } from './write-options.ts'

/** PATCH of an object. */
export const patchEndpoint: Endpoint = (call) => patch(call, 'main')

/** PATCH of the object's status. */
export const patchStatusEndpoint: Endpoint = (call) => patch(call, 'status')

/** A patch that was read: `apply` gives the patched document of a kind. */
export interface ReadPatch {
  readonly duplicates: readonly string[]
  apply(document: object, gvk: GroupVersionKind): unknown
}

const strategicMerge = 'application/strategic-merge-patch+json'
const patchTypes: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  strategicMerge,
  applyPatchType,
]

/** PATCH of what `scope` lets it write. */
export async function patch(call: ResourceCall, scope: UpdateScope): Promise<Answer> {
  const { request, info, resource } = call
  if (contentTypeOf(request) === applyPatchType) return applyPatch(call, scope)
  refuseForce(request)
  const representation = representationOf({ request, resource })
  const gvk = kindOfCall(call)
  const read = await readPatch(request, gvk)
  const options = writeOptionsOf(request, 'PatchOptions')
  const { isCreated, ...kept } = await updateObject(operationOf(call, options), {
    name: info.name,
    scope,
    isPatch: true,
    revise(old) {
      const object = patchedObject(read, toServedVersion(resource, old as KubeObject), {
        gvk,
        custom: resource.custom,
        fieldValidation: options.fieldValidation,
        warnings: request.warnings,
      })
      matchName(call, object)
      const next = toStorageVersion(resource, object)
      forgetUnchangedRevision(next, old as KubeObject)
      resource.strategy.defaults?.(next)
      trackFields(call, options, { old, object: next })
      return next
    },
  })
  return { kind: 'object', code: isCreated ? 201 : 200, resource, ...kept, representation }
}

/** A patch that does not name a resourceVersion applies to whichever is current. */
function forgetUnchangedRevision({ metadata }: KubeObject, { metadata: old }: KubeObject): void {
  if (metadata.resourceVersion === old.resourceVersion) metadata.resourceVersion = ''
}

/** Reads a body in one of the patch formats the kind knows. @throws StatusError UnsupportedMediaType, BadRequest */
export async function readPatch(request: ServerRequest, gvk: GroupVersionKind): Promise<ReadPatch> {
  const type = contentTypeOf(request)
  const schema = patchSchemaOf(gvk)
  const accepted = schema ? patchTypes : patchTypes.filter((known) => known !== strategicMerge)
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted)
  const { value, duplicates } = await patchBody(request)
  if (type === 'application/json-patch+json') {
    return { duplicates, apply: (document) => applyJsonPatch(document, value as unknown[]) }
  }
  if (!isJsonObject(value))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal the patch into Go value of type map[string]interface {}',
    )
  if (type === strategicMerge && schema) {
    return { duplicates, apply: (document) => applyStrategicMergePatch(document, value, schema) }
  }
  return { duplicates, apply: (document) => applyMergePatch(document, value) }
}

async function patchBody(request: ServerRequest): Promise<{ value: unknown; duplicates: readonly string[] }> {
  if (request.body.kind === 'value') return { value: request.body.value, duplicates: [] }
  const bytes = await bodyBytes(request)
  refuseDeepJson(bytes)
  try {
    return decodeJson(bytes, { findDuplicates: true })
  } catch {
    throw badRequest('invalid JSON patch')
  }
}

interface PatchContext {
  readonly gvk: GroupVersionKind
  readonly custom?: CustomKind | undefined
  readonly fieldValidation: FieldValidation
  readonly warnings: string[]
}

/** The patched object, proper in its types. */
export function patchedObject(read: ReadPatch, document: KubeObject, context: PatchContext): KubeObject {
  const patched = applyOrRefuse(read, document, context.gvk)
  const { object, unknownFields } = conform(patched, context)
  const strict = strictErrorsOf({ unknownFields, duplicates: read.duplicates })
  if (strict.length === 0 || context.fieldValidation === 'Ignore') return object
  if (context.fieldValidation === 'Strict')
    throw invalidPatch(patched, `strict decoding error: ${strict.join(', ')}`)
  for (const text of strict) if (!context.warnings.includes(text)) context.warnings.push(text)
  return object
}

function conform(
  patched: unknown,
  { gvk, custom }: PatchContext,
): { object: KubeObject; unknownFields: readonly string[] } {
  try {
    return conformBody(patched, gvk, custom)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    throw invalidPatch(patched, error.message)
  }
}

function invalidPatch(patched: unknown, detail: string): StatusError {
  const value = typeof patched === 'string' ? patched : JSON.stringify(patched)
  return invalidObject({ group: '', kind: '' }, '', [invalid('patch', value, detail)])
}

/** What upstream has no reason for has none here. */
const reasonOfCode: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  413: 'RequestEntityTooLarge',
  422: 'Invalid',
}

function applyOrRefuse(read: ReadPatch, document: object, gvk: GroupVersionKind): unknown {
  try {
    return read.apply(document, gvk)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    const { code, message } = error
    const reason = reasonOfCode[code]
    throw new StatusError({ ...(reason && { reason, details: {} }), code, message }, { cause: error })
  }
}
