import type { Scale } from '@knarr/api/autoscaling/v1'
import {
  badRequest,
  cloneJson,
  internalError,
  invalid,
  invalidObject,
  type KubeObject,
} from '@knarr/machinery'
import { toServedVersion, toStorageVersion } from '../../codec/convert-object.ts'
import { negotiate } from '../../codec/representation.ts'
import { contentTypeOf, readObject } from '../../codec/request-body.ts'
import { objectOf } from '../../codec/stored-object.ts'
import type { ScaleMapping } from '../../registry/strategy.ts'
import { updateObject } from '../../registry/update-object.ts'
import type { Answer } from '../../request/answer.ts'
import { applyConfiguration } from '../../server-side-apply/field-manager.ts'
import { applyPatchType, declaredObject, readApply } from '../apply-patch.ts'
import { patchedObject, readPatch } from '../patch.ts'
import { type Endpoint, operationOf, type ResourceCall } from '../resource-call.ts'
import { fieldWriteOf, trackFields } from '../track-fields.ts'
import { matchName } from '../update.ts'
import { type WriteOptions, writeOptionsOf } from '../write-options.ts'
import type { Subresource } from './subresource.ts'

const gvk = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

/** Stands for replicas that an object does not name, while its scale is patched: upstream's `invalidSpecReplicas`. */
const noReplicas = -(2 ** 31)

/** The object as `autoscaling/v1` Scale. @throws StatusError InternalError where it names no replicas */
function shownScale(object: KubeObject, mapping: ScaleMapping): Scale {
  const scale = scaleOf(object, mapping)
  if (scale.spec?.replicas !== noReplicas) return scale
  const path = JSON.stringify(mapping.specReplicasPath)
  throw internalError(new Error(`the spec replicas field ${path} does not exist`))
}

function scaleOf(object: KubeObject, mapping: ScaleMapping): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const time = creationTimestamp ? { creationTimestamp } : {}
  const selector = mapping.selector(object)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, ...time },
    spec: { replicas: mapping.replicas(object) ?? noReplicas },
    status: { replicas: mapping.statusReplicas(object), ...(selector ? { selector } : {}) },
  }
}

const mappingOf = ({ resource }: ResourceCall): ScaleMapping => resource.strategy.scale as ScaleMapping

const get: Endpoint = async (call) => {
  const { parts, request, info, resource } = call
  const representation = negotiate(request)
  const item = await parts.registry.get(resource.storage, { namespace: info.namespace, name: info.name })
  await resource.custom?.prepare?.([objectOf(item)])
  const object = toServedVersion(resource, objectOf(item))
  return { kind: 'value', code: 200, value: shownScale(object, mappingOf(call)), representation }
}

const update: Endpoint = async (call) => {
  const options = writeOptionsOf(call.request, 'UpdateOptions')
  const sent = await readObject<Scale & KubeObject>(call.request, gvk, options)
  return write(call, options, () => cloneJson(sent))
}

const patch: Endpoint = async (call) => {
  if (contentTypeOf(call.request) === applyPatchType) return apply(call)
  const read = await readPatch(call.request, gvk)
  const options = writeOptionsOf(call.request, 'PatchOptions')
  return write(call, options, (current) => {
    const context = { gvk, fieldValidation: options.fieldValidation, warnings: call.request.warnings }
    const scale = patchedObject(read, current, context) as Scale & KubeObject
    if (scale.metadata.resourceVersion === current.metadata.resourceVersion)
      scale.metadata.resourceVersion = ''
    return scale
  })
}

/** Applies the scale to the object itself, whose field the replicas are. */
const apply: Endpoint = async (call) => {
  const { info, request, resource } = call
  const options = writeOptionsOf(request, 'PatchOptions')
  const { config, force } = await readApply(request, gvk, options)
  const { spec, metadata } = declaredObject(config, { gvk }, call) as Scale & KubeObject
  return revised(call, options, (old, mapping) => {
    matchName(call, { ...config, metadata: { ...metadata, name: metadata.name || info.name } })
    const replicas = spec?.replicas
    if (replicas !== undefined && replicas < 0) throw negativeReplicas(call, replicas)
    const live = toServedVersion(resource, old)
    const { apiVersion, kind } = live
    const bare = { apiVersion, kind, metadata: { name: info.name } } as KubeObject
    const wanted = replicas === undefined ? bare : mapping.withReplicas(bare, replicas)
    const conform = (merged: unknown): KubeObject => merged as KubeObject
    const write = { ...fieldWriteOf(call, options), force, conform }
    const next = toStorageVersion(resource, applyConfiguration(live, wanted, write))
    const { resourceVersion = '', uid } = metadata
    return { ...next, metadata: { ...next.metadata, resourceVersion, uid: uid || next.metadata.uid } }
  })
}

/** Writes the object with the replicas of the scale that `revise` makes. */
function write(
  call: ResourceCall,
  options: WriteOptions,
  revise: (current: Scale & KubeObject) => Scale & KubeObject,
): Promise<Answer> {
  return revised(call, options, (old, mapping) => {
    const scale = revise(scaleOf(old, mapping) as Scale & KubeObject)
    matchName(call, scale)
    const replicas = scale.spec?.replicas ?? 0
    if (replicas === noReplicas)
      throw badRequest(`the spec replicas field ${JSON.stringify(mapping.specReplicasPath)} cannot be empty`)
    if (replicas < 0) throw negativeReplicas(call, replicas)
    const next = mapping.withReplicas(cloneJson(old), replicas)
    const { resourceVersion = '', uid = '' } = scale.metadata
    const object = { ...next, metadata: { ...next.metadata, resourceVersion, uid } }
    trackFields(call, options, { old, object })
    return object
  })
}

/** Writes what `revise` makes of the object, and answers with its scale. */
async function revised(
  call: ResourceCall,
  options: WriteOptions,
  revise: (old: KubeObject, mapping: ScaleMapping) => KubeObject,
): Promise<Answer> {
  const mapping = mappingOf(call)
  const representation = negotiate(call.request)
  const { object } = await updateObject(operationOf(call, options), {
    name: call.info.name,
    scope: 'main',
    isPatch: true,
    revise: (old) => revise(old as KubeObject, mapping),
  })
  const value = shownScale(toServedVersion(call.resource, object), mapping)
  return { kind: 'value', code: 200, value, representation }
}

function negativeReplicas({ info }: ResourceCall, replicas: number): Error {
  const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0')
  return invalidObject({ group: 'autoscaling', kind: 'Scale' }, info.name, [error])
}

/** How many there should be, whatever the kind. */
export const scale: Subresource = {
  name: 'scale',
  isSupported: (strategy) => strategy.scale !== undefined,
  verbs: { get, update, patch },
}
