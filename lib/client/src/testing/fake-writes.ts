import {
  alreadyExists,
  badRequest,
  type Clock,
  cloneJson,
  conflict,
  type Draft,
  deepEqual,
  type KubeObject,
  keyOf,
  keyText,
  nameSuffix,
  notFound,
  type Random,
  StatusError,
  timestamp,
} from '@knarr/machinery'
import type { FakeStore } from './fake-store.ts'
import { collectionOf, type FakeTarget } from './fake-target.ts'

export interface FakeWorld {
  readonly store: FakeStore
  readonly clock: Clock
  readonly random: Random
  /** Whether deleting a pod on a node first marks it, as the real API does until the kubelet is done. */
  readonly gracefulPods: boolean
}

type Anything = KubeObject & { spec?: unknown; status?: unknown }

export function findObject({ store }: FakeWorld, target: FakeTarget): KubeObject {
  const object = store.get(collectionOf(target), keyText(target))
  if (!object) throw notFound(target, target.name)
  return object
}

export function createObject(world: FakeWorld, target: FakeTarget, draft: Draft<KubeObject>): KubeObject {
  const { store, clock, random } = world
  const { generateName } = draft.metadata
  const name = draft.metadata.name || (generateName ? `${generateName}${nameSuffix(random)}` : '')
  if (!name) throw badRequest('name or generateName is required')
  const namespace = target.namespace ? { namespace: target.namespace } : {}
  const metadata = {
    ...cloneJson(draft.metadata),
    ...namespace,
    name,
    uid: random.uuid(),
    resourceVersion: '',
    generation: 1,
    creationTimestamp: timestamp(clock.now()),
  }
  if (store.get(collectionOf(target), keyText(keyOf({ metadata })))) throw alreadyExists(target, name)
  return { ...cloneJson(draft), metadata } as KubeObject
}

/** What to store when `next` replaces `old`: the main resource keeps the status, a subresource the rest. */
export function updateObject(target: FakeTarget, old: Anything, next: Anything): KubeObject {
  const { resourceVersion, uid } = next.metadata
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) throw conflict(target, target.name)
  if (uid && uid !== old.metadata.uid) throw conflict(target, target.name, uidMismatch(uid, old.metadata.uid))
  if (target.subresource === 'status') return { ...old, status: cloneJson(next.status) } as Anything
  const { uid: _, ...changed } = cloneJson(next.metadata)
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation = 1 } = old.metadata
  const kept = { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds }
  const specChanged = !deepEqual(old.spec, next.spec)
  const metadata = {
    ...changed,
    ...defined(kept),
    uid: old.metadata.uid,
    generation: generation + Number(specChanged),
  }
  return {
    ...cloneJson(next),
    metadata,
    ...(old.status === undefined ? {} : { status: old.status }),
  } as Anything
}

function defined<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Stores the object, or lets it go if it was only waiting for its last finalizer. */
export function storeObject({ store }: FakeWorld, target: FakeTarget, object: KubeObject): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata
  const stored = store.put(collectionOf(target), object)
  const isDone = deletionTimestamp && !deletionGracePeriodSeconds && !finalizers?.length && !isHeld(object)
  return isDone ? (store.delete(collectionOf(target), keyText(keyOf(object))) ?? stored) : stored
}

/** Namespaces are held by their spec until the namespace controller has emptied them. */
function isHeld(object: KubeObject): boolean {
  const { finalizers } = ((object as Anything).spec ?? {}) as { finalizers?: readonly string[] }
  return object.kind === 'Namespace' && (finalizers?.length ?? 0) > 0
}

export interface FakeDeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: string
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

export function deleteObject(world: FakeWorld, target: FakeTarget, options: FakeDeleteOptions): KubeObject {
  const old = findObject(world, target)
  assertPreconditions(target, old, options)
  const graceSeconds = graceOf(world, target, old, options)
  const added =
    { Foreground: ['foregroundDeletion'], Orphan: ['orphan'] }[options.propagationPolicy ?? ''] ?? []
  const finalizers = [...new Set([...(old.metadata.finalizers ?? []), ...added])]
  if (finalizers.length === 0 && graceSeconds === 0 && !isHeld(old)) {
    return world.store.delete(collectionOf(target), keyText(keyOf(old))) ?? old
  }
  if (old.metadata.deletionTimestamp && graceSeconds >= (old.metadata.deletionGracePeriodSeconds ?? 0))
    return old
  const metadata = {
    ...old.metadata,
    ...(finalizers.length > 0 ? { finalizers } : {}),
    deletionTimestamp: timestamp(world.clock.now() + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
  }
  return world.store.put(collectionOf(target), { ...old, metadata })
}

function graceOf(
  { gracefulPods }: FakeWorld,
  target: FakeTarget,
  object: KubeObject,
  options: FakeDeleteOptions,
): number {
  if (!gracefulPods || target.plural !== 'pods' || target.group !== '') return 0
  const { nodeName, terminationGracePeriodSeconds = 30 } = (object as Anything).spec as {
    nodeName?: string
    terminationGracePeriodSeconds?: number
  }
  return nodeName ? (options.gracePeriodSeconds ?? terminationGracePeriodSeconds) : 0
}

function assertPreconditions(
  target: FakeTarget,
  old: KubeObject,
  { preconditions = {} }: FakeDeleteOptions,
): void {
  const { uid, resourceVersion } = preconditions
  if (uid && uid !== old.metadata.uid) throw conflict(target, target.name, uidMismatch(uid, old.metadata.uid))
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${old.metadata.resourceVersion}`
    throw conflict(target, target.name, why)
  }
}

function uidMismatch(wanted: string, found: string): string {
  return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`
}

/** `binding` puts a pod on a node, `eviction` deletes it; other subresources by POST are not there. */
export function postToSubresource(world: FakeWorld, target: FakeTarget, body: unknown): unknown {
  if (target.subresource === 'binding') {
    const pod = findObject(world, target) as Anything & { spec: { nodeName?: string } }
    const nodeName = (body as { target: { name: string } }).target.name
    if (pod.spec.nodeName) {
      throw conflict(
        target,
        target.name,
        `pod ${target.name} is already assigned to node "${pod.spec.nodeName}"`,
      )
    }
    world.store.put(collectionOf(target), { ...pod, spec: { ...pod.spec, nodeName } } as Anything)
    return success
  }
  if (target.subresource === 'eviction') {
    const { deleteOptions = {} } = body as { deleteOptions?: FakeDeleteOptions }
    deleteObject(world, target, deleteOptions)
    return success
  }
  throw new StatusError({
    reason: 'NotFound',
    code: 404,
    message: 'the server could not find the requested resource',
  })
}

const success = Object.freeze({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
})
