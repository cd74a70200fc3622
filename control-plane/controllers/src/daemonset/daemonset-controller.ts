import { controllerRevisions, type DaemonSet, daemonSets } from '@knarr/api/apps/v1'
import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import {
  Backoff,
  type Controller,
  Expectations,
  type ReconcileContext,
  type SetupContext,
} from '@knarr/controller'
import { type Clock, deepEqual, keyOf, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import {
  ensureHistory,
  type History,
  type HistoryOwners,
  indexRevisions,
  trimHistory,
} from '../history/revisions.ts'
import { claimPods, followPods, type PodOwners } from '../pod/claim-pods.ts'
import { createPods, deletePods } from '../pod/write-pods.ts'
import { labels } from '../well-known.ts'
import { daemonPod } from './daemon-pod.ts'
import { type DaemonView, viewDaemons } from './daemon-view.ts'
import { daemonSetStatus } from './daemonset-status.ts'
import { type DaemonPlan, planDaemons } from './plan-daemons.ts'
import { planRollout, type RolloutPlan } from './plan-rollout.ts'

const burst = 250
const backoffMs = { initial: 1000, max: 15 * 60_000 }

const owners: PodOwners<DaemonSet> & HistoryOwners<DaemonSet> = {
  name: controllerNames.daemonSet,
  resource: daemonSets,
  hashLabel: labels.controllerRevisionHash,
  selectorOf: ({ spec }) => selectorOf(spec.selector),
  templateOf: ({ spec }) => spec.template,
  selects: ({ spec }, { metadata }) => selectorOf(spec.selector).matches(metadata.labels),
}

interface Memory {
  readonly expectations: Expectations
  /** Of pods that ended, by set, generation and node. */
  readonly backoff: Backoff
}

/** Keeps one pod on every node that each DaemonSet's template fits. */
export function daemonSetController(clock: Clock): Controller {
  const expectations = new Expectations(clock)
  const memory: Memory = { expectations, backoff: new Backoff(clock, backoffMs.initial, backoffMs.max) }
  return {
    name: controllerNames.daemonSet,
    watches: daemonSets,
    owns: [pods, controllerRevisions],
    reads: [nodes],

    setup(context) {
      followPods(owners, context, expectations)
      indexRevisions(owners, context)
      enqueueForNodes(context)
    },

    async reconcile(key, context) {
      memory.backoff.collectGarbage()
      const set = context.lister.get(daemonSets, key)
      if (!set || set.metadata.deletionTimestamp) return undefined
      if (isEmptySelector(set)) {
        const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
        context.events.event(set, { type: 'Warning', reason: eventReasons.selectingAll, message })
        return undefined
      }
      return { requeueAfterMs: await reconcileSet(set, memory, context) }
    },
  }
}

function isEmptySelector({ spec: { selector } }: DaemonSet): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && !selector.matchExpressions?.length
}

/** Any node may be one that a set wants, once it comes, goes, or changes its labels or taints. */
function enqueueForNodes({ informer, enqueue }: SetupContext): void {
  const wakeAll = (): void => {
    for (const set of informer(daemonSets).list()) enqueue(keyOf(set))
  }
  informer(nodes).addHandler({
    onAdd: wakeAll,
    onDelete: wakeAll,
    onUpdate(node, old) {
      if (!deepEqual(traitsOf(node), traitsOf(old))) wakeAll()
    },
  })
}

function traitsOf({ metadata, spec }: Node): unknown {
  return [metadata.labels ?? {}, (spec.taints ?? []).map(({ timeAdded: _, ...taint }) => taint)]
}

async function reconcileSet(
  set: DaemonSet,
  memory: Memory,
  context: ReconcileContext,
): Promise<number | undefined> {
  const { expectations } = memory
  const history = await ensureHistory(set, owners, context)
  const isCurrent = expectations.satisfied(set.metadata.uid)
  const view = await viewSet(set, history, context)
  if (!isCurrent) {
    await writeStatus(view, history, undefined, context)
    return undefined
  }
  const { waitMs, error } = await act(view, memory, context)
  await writeStatus(view, history, set.metadata.generation, context)
  if (error) throw error
  const hashes = new Set(view.nodes.flatMap((node) => node.pods.map(hashOf)))
  const limit = set.spec.revisionHistoryLimit ?? 10
  await trimHistory(history, { limit, isLive: (revision) => hashes.has(hashOf(revision)) }, context)
  return waitMs
}

function hashOf({ metadata }: Pick<Pod, 'metadata'>): string | undefined {
  return metadata.labels?.[labels.controllerRevisionHash]
}

async function viewSet(set: DaemonSet, { current }: History, context: ReconcileContext): Promise<DaemonView> {
  const claimed = await claimPods(set, owners, context)
  const nowMs = context.clock.now()
  return viewDaemons(set, {
    ...{ nowMs, pods: claimed, nodes: context.lister.list(nodes) },
    hash: hashOf(current) ?? '',
  })
}

interface Outcome {
  readonly error?: unknown
  readonly waitMs?: number | undefined
}

/** Does what is planned; rolls out only where there is nothing else to do first. */
async function act(view: DaemonView, memory: Memory, context: ReconcileContext): Promise<Outcome> {
  const plan = planDaemons(view)
  const { removable, waitMs } = removeEnded(view, plan, memory, context)
  const remove = [...plan.remove, ...removable]
  const error = await carryOut(view, { remove, create: plan.create }, memory, context)
  const isIdle = remove.length === 0 && plan.create.length === 0
  if (error || !isIdle || view.set.spec.updateStrategy?.type === 'OnDelete') return { error, waitMs }
  return {
    error: await carryOut(view, planRollout(view), memory, context),
    waitMs: waitMs ?? readyWaitMs(view),
  }
}

/** A pod that is ready may only become available by the passing of time. */
function readyWaitMs({ set, nodes: all }: DaemonView): number | undefined {
  const waitMs = (set.spec.minReadySeconds ?? 0) * 1000
  return waitMs > 0 && all.some((node) => node.pods.length > 0) ? waitMs : undefined
}

/** Ended pods are replaced at once the first time, then after growing delays. */
function removeEnded(
  { set }: DaemonView,
  { ended }: DaemonPlan,
  { backoff }: Memory,
  { events }: ReconcileContext,
): { readonly removable: readonly Pod[]; readonly waitMs: number | undefined } {
  const removable: Pod[] = []
  const waits: number[] = []
  for (const { pod, nodeName } of ended) {
    const { namespace, name } = pod.metadata
    const where = `daemon pod ${namespace}/${name} on node ${nodeName}`
    if (pod.status?.phase === 'Succeeded') {
      const message = `Found succeeded ${where}, will try to delete it`
      events.event(set, { type: 'Normal', reason: eventReasons.succeededDaemonPod, message })
      removable.push(pod)
      continue
    }
    const key = `${set.metadata.uid}/${set.metadata.generation ?? 0}/${nodeName}`
    const waitMs = backoff.remaining(key)
    if (waitMs > 0) {
      waits.push(waitMs)
      continue
    }
    backoff.next(key)
    const message = `Found failed ${where}, will try to kill it`
    events.event(set, { type: 'Warning', reason: eventReasons.failedDaemonPod, message })
    removable.push(pod)
  }
  return { removable, waitMs: waits.length > 0 ? Math.min(...waits) : undefined }
}

async function carryOut(
  { set, hash }: DaemonView,
  { remove, create }: RolloutPlan,
  { expectations }: Memory,
  context: ReconcileContext,
): Promise<unknown> {
  const writer = { ...context, expectations }
  const drafts = create.slice(0, burst).map((nodeName) => daemonPod(set, nodeName, hash))
  const victims = remove.slice(0, burst)
  const created = drafts.length > 0 ? await createPods(set, drafts, writer) : undefined
  const deleted = victims.length > 0 ? await deletePods(set, victims, writer) : undefined
  return created?.error ?? deleted?.error
}

async function writeStatus(
  view: DaemonView,
  { collisionCount }: History,
  observedGeneration: number | undefined,
  { client }: ReconcileContext,
): Promise<void> {
  const status = daemonSetStatus(view, {
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  })
  if (deepEqual(view.set.status, status)) return
  await client.updateStatus(daemonSets, { ...view.set, status })
}
