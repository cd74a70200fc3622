import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import { type Controller, type ReconcileContext, setCondition } from '@knarr/controller'
import { deepEqual, hasReason, keyOf, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { evictionDelayMs } from './taint-eviction.ts'

const byNode = 'taint-eviction'

/** Deletes pods from nodes with NoExecute taints they do not tolerate, or not for so long. */
export function taintEvictionController(): Controller {
  return {
    name: controllerNames.taintEviction,
    watches: nodes,
    reads: [pods],

    setup({ informer, enqueue }) {
      informer(pods).addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []))
      const wake = ({ spec }: Pod): void => {
        if (spec.nodeName) enqueue({ namespace: '', name: spec.nodeName })
      }
      informer(pods).addHandler({
        onAdd: wake,
        onUpdate(pod, old) {
          const isMoved = pod.spec.nodeName !== old.spec.nodeName
          if (isMoved || !deepEqual(pod.spec.tolerations, old.spec.tolerations)) wake(pod)
        },
      })
    },

    async reconcile(key, context) {
      const node = context.lister.get(nodes, key)
      if (!node?.spec.taints?.some(({ effect }) => effect === 'NoExecute')) return undefined
      return { requeueAfterMs: await evictFrom(node, context) }
    },
  }
}

/** Evicts whose time is over; resolves with how long until the next one's is. */
async function evictFrom(node: Node, context: ReconcileContext): Promise<number | undefined> {
  const waits: number[] = []
  for (const pod of context.lister.byIndex(pods, byNode, node.metadata.name)) {
    if (pod.metadata.deletionTimestamp) continue
    const delayMs = evictionDelayMs(pod, node, context.clock.now())
    if (delayMs === undefined) continue
    if (delayMs > 0) waits.push(delayMs)
    else await evict(pod, context)
  }
  return waits.length > 0 ? Math.min(...waits) : undefined
}

async function evict(pod: Pod, { client, clock, events }: ReconcileContext): Promise<void> {
  const message = `Marking for deletion Pod ${keyText(keyOf(pod))}`
  events.event(pod, { type: 'Normal', reason: eventReasons.taintManagerEviction, message })
  const target = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  }
  const conditions = [...setCondition(pod.status?.conditions, target, clock)]
  try {
    await client.updateStatus(pods, { ...pod, status: { ...pod.status, conditions } })
    await client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
