import { decodeYaml, type GroupVersionKind, repeatedYamlKeys } from '@knarr/api'
import {
  badRequest,
  conflict,
  forbiddenField,
  invalidObject,
  isJsonObject,
  type KubeObject,
  required,
  StatusError,
} from '@knarr/machinery'
import { toServedVersion, toStorageVersion } from '../codec/convert-object.ts'
import { bodyBytes } from '../codec/request-body.ts'
import { conformBody } from '../crd/conform-body.ts'
import type { CustomKind } from '../crd/custom-kind.ts'
import { type UpdateScope, updateObject } from '../registry/update-object.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { applyConfiguration } from '../server-side-apply/field-manager.ts'
import { kindOfCall, operationOf, type ResourceCall, representationOf } from './resource-call.ts'
import { fieldWriteOf } from './track-fields.ts'
import { matchName } from './update.ts'
import { type WriteOptions, writeOptionsOf } from './write-options.ts'

export const applyPatchType = 'application/apply-patch+yaml'

/** Server-side apply: PATCH with what the caller wants to be, which creates the object where it is missing. */
export async function applyPatch(call: ResourceCall, scope: UpdateScope): Promise<Answer> {
  const { request, info, resource } = call
  const representation = representationOf({ request, resource })
  const gvk = kindOfCall(call)
  const options = writeOptionsOf(request, 'PatchOptions')
  const { config, force } = await readApply(request, gvk, options)
  const { isCreated, ...kept } = await updateObject(operationOf(call, options), {
    name: info.name,
    scope,
    isPatch: true,
    mayCreate: scope === 'main',
    revise(old) {
      if (!old) refuseForeignUid(config, call)
      const live = old && toServedVersion(resource, old)
      const conform = (object: unknown): KubeObject =>
        declaredObject(object, { gvk, custom: resource.custom }, call)
      const write = { ...fieldWriteOf(call, options), force, conform }
      const object = applyConfiguration(live, config, write)
      matchName(call, object)
      const next = toStorageVersion(resource, object)
      if (old && next.metadata.resourceVersion === old.metadata.resourceVersion)
        next.metadata.resourceVersion = ''
      resource.strategy.defaults?.(next)
      return next
    },
  })
  return { kind: 'object', code: isCreated ? 201 : 200, resource, ...kept, representation }
}

export interface ReadApply {
  /** What the caller wants to be. */
  readonly config: KubeObject
  readonly force: boolean
}

/** The body of an apply of this kind. @throws StatusError */
export async function readApply(
  request: ServerRequest,
  gvk: GroupVersionKind,
  options: WriteOptions,
): Promise<ReadApply> {
  if (!request.query.get('fieldManager'))
    throw invalidOptions(required('fieldManager', 'is required for apply patch'))
  const body = await decodedBody(request, options)
  const config = configurationOf(body.value, gvk)
  judgeRepeated(request, body.repeatedKeys, options)
  return { config, force: request.query.get('force') === 'true' }
}

/** Keys that stand twice in one mapping are refused or warned of, as the client asked. */
function judgeRepeated(
  { warnings }: ServerRequest,
  repeated: readonly string[],
  { fieldValidation }: WriteOptions,
): void {
  if (repeated.length === 0) return
  if (fieldValidation === 'Warn') warnings.push(...repeated)
  else {
    const why = `error converting YAML to JSON: yaml: unmarshal errors:\n  ${repeated.join('\n  ')}`
    throw badRequest(`error strict decoding YAML: ${why}`)
  }
}

/** `force` says how to apply: other patches have no such choice. @throws StatusError Invalid */
export function refuseForce({ query }: ServerRequest): void {
  if (query.has('force'))
    throw invalidOptions(forbiddenField('force', 'may not be specified for non-apply patch'))
}

function invalidOptions(error: ReturnType<typeof required>): StatusError {
  return invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error])
}

/** The body as it was sent: what it leaves out is not filled in, since nobody said it. */
function configurationOf(value: unknown, gvk: GroupVersionKind): KubeObject {
  if (!isJsonObject(value)) throw badRequest('error decoding YAML: the patch is not an object')
  const expected = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version
  if (value.apiVersion !== expected) {
    const text = `Incorrect version specified in apply patch. Specified patch version: ${value.apiVersion ?? ''}, expected: ${expected}`
    throw badRequest(text)
  }
  if (value.kind !== gvk.kind) {
    throw badRequest(
      `Incorrect kind specified in apply patch. Specified: ${value.kind ?? ''}, expected: ${gvk.kind}`,
    )
  }
  const metadata = isJsonObject(value.metadata) ? value.metadata : {}
  if (metadata.managedFields !== undefined && metadata.managedFields !== null)
    throw badRequest('metadata.managedFields must be nil')
  return { ...value, metadata } as unknown as KubeObject
}

interface DecodedBody {
  readonly value: unknown
  /** In the words of go-yaml; none where the client does not care. */
  readonly repeatedKeys: readonly string[]
}

async function decodedBody(request: ServerRequest, { fieldValidation }: WriteOptions): Promise<DecodedBody> {
  if (request.body.kind === 'value') return { value: request.body.value, repeatedKeys: [] }
  const bytes = await bodyBytes(request)
  try {
    const { value, duplicates } = decodeYaml(bytes, { findDuplicates: fieldValidation !== 'Ignore' })
    // Only bodies that have any are read again, for where they stand.
    return { value, repeatedKeys: duplicates.length > 0 ? repeatedYamlKeys(bytes) : [] }
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message}`)
  }
}

/** The merged object, proper in its types; a field that the kind does not have is the caller's error. */
export function declaredObject(
  object: unknown,
  { gvk, custom }: { readonly gvk: GroupVersionKind; readonly custom?: CustomKind | undefined },
  { info }: ResourceCall,
): KubeObject {
  const { object: proper, unknownFields } = conformBody(object, gvk, custom)
  if (unknownFields.length === 0) return proper
  const { group, version, kind } = gvk
  const what = `${info.namespace}/${info.name}; ${group ? `${group}/` : ''}${version}, Kind=${kind}`
  const errors = unknownFields.map((field) => `.${field}: field not declared in schema`)
  const text =
    errors.length === 1 ? errors[0] : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n')
  throw new StatusError({ code: 500, message: `failed to create typed patch object (${what}): ${text}` })
}

function refuseForeignUid({ metadata }: KubeObject, { info, resource }: ResourceCall): void {
  if (!metadata.uid) return
  const text = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`
  throw conflict(resource.api, info.name, text)
}
