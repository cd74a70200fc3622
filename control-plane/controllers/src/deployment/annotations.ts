import type { Deployment, ReplicaSet } from '@knarr/api/apps/v1'
import { deepEqual } from '@knarr/machinery'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const revisionHistory = 'deployment.kubernetes.io/revision-history'
const desiredReplicas = 'deployment.kubernetes.io/desired-replicas'
const maxReplicas = 'deployment.kubernetes.io/max-replicas'

/** What belongs to the deployment alone and is not copied to its sets. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistory,
  desiredReplicas,
  maxReplicas,
  'deprecated.deployment.rollback.to',
])

/** The roll-out a set belongs to, counted from 1; 0 when it does not say. */
export function revisionOf(object: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
}): number {
  return Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0
}

/** How many replicas the deployment wanted when the set was last scaled. */
export function desiredReplicasOf(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[desiredReplicas]
  return text === undefined ? undefined : Number(text)
}

export function maxReplicasOf(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[maxReplicas]
  return text === undefined ? undefined : Number(text)
}

export function withReplicasAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  desired: number,
  max: number,
): Record<string, string> {
  return { ...annotations, [desiredReplicas]: String(desired), [maxReplicas]: String(max) }
}

/** The new set's annotations: the deployment's, and its revision with those it had before. */
export function newSetAnnotations(
  deployment: Deployment,
  revision: number,
  existing: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([name]) => !notCopied.has(name),
  )
  const annotations: Record<string, string> = { ...existing, ...Object.fromEntries(copied) }
  const old = existing[revisionAnnotation]
  if (Number(old ?? 0) < revision) {
    annotations[revisionAnnotation] = String(revision)
    if (old) {
      const history = existing[revisionHistory]
      annotations[revisionHistory] = history ? `${history},${old}` : old
    }
  }
  return deepEqual(annotations, existing) ? (existing as Record<string, string>) : annotations
}
