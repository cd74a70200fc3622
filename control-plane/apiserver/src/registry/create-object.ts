import {
  alreadyExists,
  cloneJson,
  hasReason,
  invalidObject,
  type KubeObject,
  nameSuffix,
  StatusError,
  timestamp,
} from '@knarr/machinery'
import { RevisionConflict } from '@knarr/storage'
import { objectOf, settle } from '../codec/stored-object.ts'
import { initialGeneration } from './generation.ts'
import { objectKey } from './object-keys.ts'
import { kindOf, type Operation, requestContextOf, warn, writerOf } from './operation.ts'
import { putObject } from './put-object.ts'
import type { Kept } from './registry.ts'
import { followedByHooks } from './write-hooks.ts'

const maxGenerateAttempts = 8
const maxGeneratedNameLength = 63
const suffixLength = 5

/**
 * Creates `object`, a private copy in the storage version that was defaulted. Admission sees it before it has a name
 * by `generateName`; one that is taken is tried again under another suffix.
 */
export async function createObject(operation: Operation, object: KubeObject): Promise<Kept> {
  wipeSystemMetadata(operation, object)
  await operation.admission.admit({ ...attributesOf(operation, object), object })
  operation.resource.strategy.defaults?.(object)
  const prefix = object.metadata.name ? undefined : object.metadata.generateName
  return prefix ? createGenerated(operation, object, prefix) : createOnce(operation, object)
}

async function createGenerated(operation: Operation, object: KubeObject, prefix: string): Promise<Kept> {
  for (let attempt = 1; ; attempt++) {
    const named = cloneJson(object)
    named.metadata.name = generatedName(operation, prefix)
    try {
      return await createOnce(operation, named)
    } catch (error) {
      if (!hasReason(error, 'AlreadyExists')) throw error
      if (attempt === maxGenerateAttempts) throw generateNameConflict(operation, named)
    }
  }
}

function generatedName({ registry }: Operation, prefix: string): string {
  return `${prefix.slice(0, maxGeneratedNameLength - suffixLength)}${nameSuffix(registry.random, suffixLength)}`
}

async function createOnce(operation: Operation, object: KubeObject): Promise<Kept> {
  const { registry } = operation
  object.metadata.uid = registry.random.uuid()
  object.metadata.creationTimestamp = timestamp(registry.clock.now())
  prepare(operation, object)
  return followedByHooks(
    operation,
    { object, old: undefined },
    { write: () => writeNew(operation, object), isWritten: ({ item }) => item !== undefined },
  )
}

async function writeNew(operation: Operation, object: KubeObject): Promise<Kept> {
  const { registry, resource, admission } = operation
  await admission.validate({ ...attributesOf(operation, object), object })
  const { name, namespace = '' } = object.metadata
  const key = objectKey(resource.storage, { namespace, name })
  if (operation.isDryRun) {
    if (await registry.store.get(key)) throw alreadyExists(resource.api, name)
    const { resourceVersion: _, ...metadata } = object.metadata
    return { object: settle({ ...object, metadata: metadata as KubeObject['metadata'] }) }
  }
  refuseVersion(object)
  try {
    return await putObject(operation, { key, object }, { expected: 0, writer: writerOf(operation) })
  } catch (error) {
    throw error instanceof RevisionConflict ? existsAlready(operation, object, error) : error
  }
}

function attributesOf(operation: Operation, object: KubeObject) {
  const { resource, subresource, namespace, user, isDryRun, fieldManager, warnings } = operation
  const name = object.metadata.name
  return {
    operation: 'CREATE',
    resource: resource.api,
    subresource,
    namespace,
    name,
    user,
    isDryRun,
    fieldManager,
    warnings,
    ...(operation.annotate ? { annotate: operation.annotate } : {}),
  } as const
}

/** What is to be created has no version yet. */
function refuseVersion({ metadata }: KubeObject): void {
  const { resourceVersion } = metadata
  metadata.resourceVersion = ''
  if (Number(resourceVersion) > 0)
    throw new StatusError({
      code: 500,
      message: 'resourceVersion should not be set on objects to be created',
    })
}

/** What only the server sets: a client's own values are dropped. */
function wipeSystemMetadata({ resource, namespace }: Operation, object: KubeObject): void {
  const meta: Partial<KubeObject['metadata']> = object.metadata
  delete meta.deletionTimestamp
  delete meta.deletionGracePeriodSeconds
  delete meta.selfLink
  delete meta.generation
  delete meta.uid
  delete meta.creationTimestamp
  meta.name ??= ''
  if (resource.storage.namespaced) meta.namespace = namespace
  else delete meta.namespace
}

function prepare(operation: Operation, object: KubeObject): void {
  const { strategy } = operation.resource
  const context = requestContextOf(operation)
  strategy.prepareForCreate?.(object, context)
  const generation = initialGeneration(strategy, object)
  if (generation !== undefined) object.metadata.generation = generation
  const errors = strategy.validate?.(object) ?? []
  if (errors.length > 0) throw invalidObject(kindOf(operation.resource), object.metadata.name, errors)
  warn(operation, strategy.warnings?.(object))
}

/** Upstream says so when the object in the way is on its way out. */
function existsAlready(operation: Operation, object: KubeObject, { current }: RevisionConflict): StatusError {
  const error = alreadyExists(operation.resource.api, object.metadata.name)
  if (!current || !objectOf(current).metadata.deletionTimestamp) return error
  return new StatusError({ ...error.status, message: `object is being deleted: ${error.message}` })
}

function generateNameConflict({ resource }: Operation, object: KubeObject): StatusError {
  const named = alreadyExists(resource.api, object.metadata.name)
  const message = `${named.message}, the server was not able to generate a unique name for the object`
  return new StatusError({
    ...named.status,
    message,
    details: { ...named.status.details, retryAfterSeconds: 1 },
  })
}
