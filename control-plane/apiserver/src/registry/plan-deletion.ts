import { cloneJson, type KubeObject, type ObjectMeta, timestamp } from '@knarr/machinery'
import { isNamespace, planNamespaceDeletion } from './namespace-deletion.ts'
import type { Strategy } from './strategy.ts'

export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground'

/** `metav1.DeleteOptions`, read and valid. */
export interface DeletionOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: PropagationPolicy
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

/** What a delete leads to: nothing new, an object that waits, or its end (after a last update, if any). */
export type DeletionPlan =
  | { readonly kind: 'pending' }
  | { readonly kind: 'update'; readonly object: KubeObject }
  | { readonly kind: 'remove'; readonly last?: KubeObject }

const orphan = 'orphan'
const foreground = 'foregroundDeletion'

/** Decides; `object` is not changed. After upstream's `BeforeDelete` and the registry's finalizer rules. */
export function planDeletion(
  object: KubeObject,
  options: DeletionOptions,
  strategy: Strategy,
  nowMs: number,
): DeletionPlan {
  if (isNamespace(object)) {
    const plan = planNamespaceDeletion(object, nowMs)
    if (plan) return plan
  }
  const next = cloneJson(object)
  if (!object.metadata.deletionTimestamp) strategy.prepareForDelete?.(next, nowMs)
  const grace = startGrace(next, options, strategy, nowMs)
  if (grace === 'pending') return { kind: 'pending' }
  const finalizers = finalizersFor(next.metadata, options.propagationPolicy)
  if (finalizers.length > 0) next.metadata.finalizers = finalizers
  else delete next.metadata.finalizers
  if (grace === 'none') {
    if (finalizers.length === 0) return { kind: 'remove' }
    markAsDeleting(next.metadata, nowMs)
    return { kind: 'update', object: next }
  }
  return grace > 0 || finalizers.length > 0
    ? { kind: 'update', object: next }
    : { kind: 'remove', last: next }
}

/** Seconds of grace as set on `object`; `none` where it is not deleted gracefully. */
function startGrace(
  object: KubeObject,
  options: DeletionOptions,
  strategy: Strategy,
  nowMs: number,
): number | 'none' | 'pending' {
  const { metadata } = object
  const requested =
    options.gracePeriodSeconds === undefined ? undefined : positive(options.gracePeriodSeconds)
  if (!strategy.gracePeriodSeconds) return 'none'
  if (metadata.deletionTimestamp) return shortenGrace(metadata, requested, nowMs)
  const seconds = positive(strategy.gracePeriodSeconds(object, requested))
  metadata.deletionTimestamp = timestamp(nowMs + seconds * 1000)
  metadata.deletionGracePeriodSeconds = seconds
  if (metadata.generation) metadata.generation++
  return seconds
}

/** Negative grace counts as one second. */
function positive(seconds: number): number {
  return seconds < 0 ? 1 : seconds
}

/** What is being deleted already can only be hurried. */
function shortenGrace(
  metadata: ObjectMeta,
  requested: number | undefined,
  nowMs: number,
): number | 'none' | 'pending' {
  const current = metadata.deletionGracePeriodSeconds ?? 0
  if (current === 0) return 'none'
  if (requested === undefined || requested >= current) return 'pending'
  const started = Date.parse(metadata.deletionTimestamp as string) - current * 1000
  const isOverdue = started + requested * 1000 < nowMs
  const seconds = isOverdue && requested > 0 ? 1 : requested
  metadata.deletionTimestamp = timestamp(isOverdue ? nowMs : started + requested * 1000)
  metadata.deletionGracePeriodSeconds = seconds
  return seconds
}

/** The finalizers a deletion leaves: the garbage collector's are set as the propagation policy asks. */
function finalizersFor(metadata: ObjectMeta, policy: PropagationPolicy | undefined): string[] {
  const present = metadata.finalizers ?? []
  if (!policy) return [...present]
  const others = present.filter((finalizer) => finalizer !== orphan && finalizer !== foreground)
  if (policy === 'Orphan') return [...others, orphan]
  return policy === 'Foreground' ? [...others, foreground] : others
}

function markAsDeleting(metadata: ObjectMeta, nowMs: number): void {
  if (!metadata.deletionTimestamp && metadata.generation) metadata.generation++
  const isInFuture = metadata.deletionTimestamp && Date.parse(metadata.deletionTimestamp) > nowMs
  if (!metadata.deletionTimestamp || isInFuture) metadata.deletionTimestamp = timestamp(nowMs)
  metadata.deletionGracePeriodSeconds = 0
}
