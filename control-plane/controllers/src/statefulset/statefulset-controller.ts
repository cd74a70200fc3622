import { controllerRevisions, type StatefulSet, statefulSets } from '@knarr/api/apps/v1'
import { type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { type Controller, Expectations, type ReconcileContext, type SetupContext } from '@knarr/controller'
import { type Clock, deepEqual, keyOf, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import {
  ensureHistory,
  type History,
  type HistoryOwners,
  indexRevisions,
  templateOfRevision,
  trimHistory,
} from '../history/revisions.ts'
import { claimPods, followPods, type PodOwners } from '../pod/claim-pods.ts'
import { labels } from '../well-known.ts'
import { carryOut, type StatefulContext, type Versioned } from './carry-out.ts'
import { needsCurrentRevision, planStatefulSet } from './plan-stateful.ts'
import { ensureClaims, keepRetention } from './pod-claims.ts'
import { ordinalOf, revisionOf } from './stateful-pod.ts'
import { isFine, type StatefulView, viewStatefulSet } from './stateful-view.ts'
import { statefulSetStatus } from './statefulset-status.ts'

const owners: PodOwners<StatefulSet> & HistoryOwners<StatefulSet> = {
  name: controllerNames.statefulSet,
  resource: statefulSets,
  hashLabel: labels.controllerHash,
  selectorOf: ({ spec }) => selectorOf(spec.selector),
  isMember: (set, pod) => ordinalOf(set, pod) !== undefined,
  templateOf: ({ spec }) => spec.template,
  selects: ({ spec }, { metadata }) => selectorOf(spec.selector).matches(metadata.labels),
}

/** Keeps pods with lasting names and claims, numbered from one to the next, for each StatefulSet. */
export function statefulSetController(clock: Clock): Controller {
  const expectations = new Expectations(clock)
  return {
    name: controllerNames.statefulSet,
    watches: statefulSets,
    owns: [pods, controllerRevisions],
    reads: [persistentVolumeClaims],

    setup(context) {
      followPods(owners, context, expectations)
      indexRevisions(owners, context)
      enqueueForClaims(context)
    },

    async reconcile(key, context) {
      const set = context.lister.get(statefulSets, key)
      if (!set) return undefined
      return { requeueAfterMs: await reconcileSet(set, { ...context, expectations }) }
    },
  }
}

/** A pod may wait for a claim of its predecessor to be gone. */
function enqueueForClaims({ informer, enqueue }: SetupContext): void {
  informer(persistentVolumeClaims).addHandler({
    onDelete({ metadata }) {
      for (const set of informer(statefulSets).list(metadata.namespace)) {
        const templates = set.spec.volumeClaimTemplates ?? []
        const isOurs = templates.some((template) =>
          metadata.name.startsWith(`${template.metadata.name}-${set.metadata.name}-`),
        )
        if (isOurs) enqueue(keyOf(set))
      }
    },
  })
}

async function reconcileSet(set: StatefulSet, context: StatefulContext): Promise<number | undefined> {
  const isCurrent = context.expectations.satisfied(set.metadata.uid)
  const history = await ensureHistory(set, owners, context)
  const claimed = await claimPods(set, owners, context)
  const view = viewStatefulSet(set, claimed, {
    updateRevision: history.current.metadata.name,
    currentRevision: currentRevisionOf(set, history).metadata.name,
    nowMs: context.clock.now(),
  })
  try {
    if (isCurrent && !set.metadata.deletionTimestamp) await act(view, history, context)
  } finally {
    await writeStatus(view, history, context)
  }
  await trimRevisions(view, claimed, history, context)
  return waitMs(view)
}

/** What was rolled out last; at first that is the present template. */
function currentRevisionOf({ status }: StatefulSet, { current, old }: History): History['current'] {
  return [...old, current].find(({ metadata }) => metadata.name === status?.currentRevision) ?? current
}

async function act(view: StatefulView, history: History, context: StatefulContext): Promise<void> {
  const { set } = view
  for (const { ordinal, pod } of view.slots) {
    if (pod?.status?.phase === 'Pending') await ensureClaims(set, ordinal, context)
    if (pod) await keepRetention(set, pod, context)
  }
  for (const pod of view.condemned) await keepRetention(set, pod, context)
  const before = currentRevisionOf(set, history)
  const versionOf = (ordinal: number): Versioned =>
    needsCurrentRevision(view, ordinal)
      ? {
          set: { ...set, spec: { ...set.spec, template: templateOfRevision(before) } },
          revision: before.metadata.name,
        }
      : { set, revision: view.updateRevision }
  await carryOut(set, planStatefulSet(view), versionOf, context)
}

async function writeStatus(
  view: StatefulView,
  { collisionCount }: History,
  { client }: ReconcileContext,
): Promise<void> {
  const status = statefulSetStatus(view, collisionCount)
  if (deepEqual(view.set.status, status)) return
  await client.updateStatus(statefulSets, { ...view.set, status })
}

async function trimRevisions(
  { set, currentRevision }: StatefulView,
  claimed: readonly Pod[],
  history: History,
  context: ReconcileContext,
): Promise<void> {
  const live = new Set([currentRevision, ...claimed.map(revisionOf)])
  const limit = set.spec.revisionHistoryLimit ?? 10
  await trimHistory(history, { limit, isLive: ({ metadata }) => live.has(metadata.name) }, context)
}

/** A pod that is ready may only become available by the passing of time. */
function waitMs(view: StatefulView): number | undefined {
  const { minReadySeconds = 0 } = view.set.spec
  if (minReadySeconds === 0 || view.slots.every(({ pod }) => isFine(pod, view))) return undefined
  return minReadySeconds * 1000
}
