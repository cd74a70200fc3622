import { type PriorityClass, priorityClasses } from '@knarr/api/scheduling/v1'
import { createClient, type Transport } from '@knarr/client'
import { type Draft, hasReason } from '@knarr/machinery'

const systemClasses: readonly Draft<PriorityClass>[] = [
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
]

/** Creates the priority classes every cluster has for what it cannot do without. */
export async function ensureSystemPriorityClasses(transport: Transport): Promise<void> {
  const client = createClient(transport)
  for (const priorityClass of systemClasses) {
    try {
      await client.create(priorityClasses, priorityClass)
    } catch (error) {
      if (!hasReason(error, 'AlreadyExists')) throw error
    }
  }
}
