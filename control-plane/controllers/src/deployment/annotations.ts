import type { Deployment, ReplicaSet } from '@knarr/api/apps/v1'
import { deepEqual } from '@knarr/machinery'
import { annotations as names } from '../well-known.ts'

/** Past this many characters the oldest revisions are dropped from the history. */
const maxHistoryLength = 2000

/** What belongs to the deployment alone and is not copied to its sets. */
const notCopied = new Set<string>([
  names.lastAppliedConfig,
  names.revision,
  names.revisionHistory,
  names.desiredReplicas,
  names.maxReplicas,
  names.rollbackTo,
])

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
}

/** The roll-out a set belongs to, counted from 1; 0 when it does not say. Users may set any 64-bit number. */
export function revisionOf({ metadata }: Annotated): bigint {
  const text = metadata.annotations?.[names.revision] ?? ''
  return /^-?\d+$/.test(text) ? BigInt(text) : 0n
}

/** How many replicas the deployment wanted when the set was last scaled. */
export function desiredReplicasOf(set: ReplicaSet): number | undefined {
  return numberIn(set, names.desiredReplicas)
}

export function maxReplicasOf(set: ReplicaSet): number | undefined {
  return numberIn(set, names.maxReplicas)
}

function numberIn({ metadata }: Annotated, name: string): number | undefined {
  const text = metadata.annotations?.[name] ?? ''
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

export function withReplicasAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  desired: number,
  max: number,
): Record<string, string> {
  return { ...annotations, [names.desiredReplicas]: String(desired), [names.maxReplicas]: String(max) }
}

/** The new set's annotations: the deployment's, and its revision with those it had before. */
export function newSetAnnotations(
  deployment: Deployment,
  revision: bigint,
  existing: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([name]) => !notCopied.has(name),
  )
  const annotations: Record<string, string> = { ...existing, ...Object.fromEntries(copied) }
  const old = existing[names.revision]
  if (revisionOf({ metadata: { annotations: existing } }) < revision) {
    annotations[names.revision] = String(revision)
    if (old) annotations[names.revisionHistory] = historyWith(existing[names.revisionHistory], old)
  }
  return deepEqual(annotations, existing) ? existing : annotations
}

function historyWith(history: string | undefined, revision: string): string {
  const revisions = [...(history ? history.split(',') : []), revision]
  while (revisions.length > 1 && revisions.join(',').length > maxHistoryLength) revisions.shift()
  return revisions.join(',')
}
