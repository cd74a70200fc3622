import type { Namespace } from '@knarr/api/core/v1'
import { cloneJson, type KubeObject, timestamp } from '@knarr/machinery'
import type { DeletionPlan } from './plan-deletion.ts'

export function isNamespace(object: KubeObject): object is Namespace & KubeObject {
  return object.kind === 'Namespace' && object.apiVersion === 'v1'
}

/** Namespaces keep finalizers of their own in the spec, which only `/finalize` takes away. */
export function hasSpecFinalizers(object: KubeObject): boolean {
  return isNamespace(object) && (object.spec?.finalizers?.length ?? 0) > 0
}

/** A namespace first turns Terminating and waits to be emptied; undefined once nothing holds it back. */
export function planNamespaceDeletion(
  object: Namespace & KubeObject,
  nowMs: number,
): DeletionPlan | undefined {
  if (object.metadata.deletionTimestamp) return hasSpecFinalizers(object) ? { kind: 'pending' } : undefined
  const next = cloneJson(object)
  next.metadata.deletionTimestamp = timestamp(nowMs)
  next.status = { ...next.status, phase: 'Terminating' }
  return { kind: 'update', object: next }
}
