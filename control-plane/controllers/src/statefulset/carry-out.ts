import type { StatefulSet } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { type Expectations, type ReconcileContext, slowStart } from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import type { StatefulPlan } from './plan-stateful.ts'
import { ensureClaims, hasStaleClaim, keepRetention } from './pod-claims.ts'
import { identityLabels, podNameOf, statefulPod } from './stateful-pod.ts'

export type StatefulContext = ReconcileContext & { readonly expectations: Expectations }

/** A set as it was or is when a pod of one revision is made, and that revision's name. */
export interface Versioned {
  readonly set: StatefulSet
  readonly revision: string
}

/** Does what is planned; throws the first error after everything has been tried. */
export async function carryOut(
  set: StatefulSet,
  plan: StatefulPlan,
  versionOf: (ordinal: number) => Versioned,
  context: StatefulContext,
): Promise<void> {
  const create = plan.create.filter((ordinal) => !hasStaleClaim(set, ordinal, context))
  const created = await createAll(
    create.map((ordinal) => ({ ordinal, ...versionOf(ordinal) })),
    set,
    context,
  )
  for (const pod of plan.recreate) announceRecreation(set, pod, context)
  const deleted = await deleteAll(set, [...plan.recreate, ...plan.remove], context)
  for (const { ordinal, pod } of plan.relabel) {
    if (!pod) continue
    const patch = { metadata: { labels: identityLabels(set, ordinal) } }
    await context.client.patch(pods, keyOf(pod), { type: 'merge', patch })
  }
  const error = created ?? deleted
  if (error) throw error
}

async function createAll(
  wanted: readonly (Versioned & { readonly ordinal: number })[],
  set: StatefulSet,
  context: StatefulContext,
): Promise<unknown> {
  if (wanted.length === 0) return undefined
  const { uid } = set.metadata
  context.expectations.expectCreations(uid, wanted.length)
  const { succeeded, error } = await slowStart(wanted.length, async (index) => {
    const one = wanted[index] as (typeof wanted)[number]
    await createPod(set, one, context)
  })
  for (let missing = wanted.length - succeeded; missing > 0; missing--)
    context.expectations.creationObserved(uid)
  return error
}

/** Makes the claims before the pod, so that it finds them. */
async function createPod(
  set: StatefulSet,
  { ordinal, revision, set: version }: Versioned & { readonly ordinal: number },
  context: StatefulContext,
): Promise<void> {
  const name = podNameOf(set, ordinal)
  try {
    await ensureClaims(set, ordinal, context)
    const pod = await context.client.create(pods, statefulPod(version, ordinal, revision))
    await keepRetention(set, pod, context)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) report(set, { verb: 'create', name, error }, context)
    throw error
  }
  report(set, { verb: 'create', name }, context)
}

async function deleteAll(
  set: StatefulSet,
  victims: readonly Pod[],
  context: StatefulContext,
): Promise<unknown> {
  if (victims.length === 0) return undefined
  const { uid } = set.metadata
  const { expectations } = context
  expectations.expectDeletions(
    uid,
    victims.map(({ metadata }) => metadata.uid),
  )
  const outcomes = await Promise.allSettled(victims.map((pod) => deletePod(set, pod, context)))
  return outcomes.find((outcome) => outcome.status === 'rejected')?.reason
}

async function deletePod(set: StatefulSet, pod: Pod, context: StatefulContext): Promise<void> {
  const { name, uid } = pod.metadata
  try {
    await context.client.delete(pods, keyOf(pod), { preconditions: { uid } })
  } catch (error) {
    context.expectations.deletionObserved(set.metadata.uid, uid)
    if (hasReason(error, 'NotFound')) return
    report(set, { verb: 'delete', name, error }, context)
    throw error
  }
  report(set, { verb: 'delete', name }, context)
}

interface Report {
  readonly verb: 'create' | 'delete'
  readonly name: string
  readonly error?: unknown
}

function report(set: StatefulSet, { verb, name, error }: Report, { events }: ReconcileContext): void {
  const { successfulCreate, successfulDelete, failedCreate, failedDelete } = eventReasons
  const what = `${verb} Pod ${name} in StatefulSet ${set.metadata.name}`
  if (error === undefined) {
    const reason = verb === 'create' ? successfulCreate : successfulDelete
    events.event(set, { type: 'Normal', reason, message: `${what} successful` })
    return
  }
  const reason = verb === 'create' ? failedCreate : failedDelete
  const why = error instanceof Error ? error.message : String(error)
  events.event(set, { type: 'Warning', reason, message: `${what} failed error: ${why}` })
}

function announceRecreation(set: StatefulSet, pod: Pod, { events }: ReconcileContext): void {
  const { namespace, name } = set.metadata
  const isFailed = pod.status?.phase === 'Failed'
  const { recreatingFailedPod, recreatingTerminatedPod } = eventReasons
  events.event(set, {
    type: isFailed ? 'Warning' : 'Normal',
    reason: isFailed ? recreatingFailedPod : recreatingTerminatedPod,
    message: `StatefulSet ${namespace}/${name} is recreating ${isFailed ? 'failed' : 'terminated'} Pod ${pod.metadata.name}`,
  })
}
