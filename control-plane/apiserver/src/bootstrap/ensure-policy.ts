import type { Resource } from '@knarr/api'
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRoleBindings,
  clusterRoles,
} from '@knarr/api/rbac/v1'
import { type Client, createClient, listAll, type Transport } from '@knarr/client'
import { deepEqual, hasReason, type KubeObject } from '@knarr/machinery'
import { bootstrapClusterRoleBindings, bootstrapClusterRoles } from './bootstrap-policy.ts'

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate'

/**
 * Creates upstream's cluster roles and bindings, and gives those that are there back what they lack, unless
 * their annotation `autoupdate` says otherwise. What was added to them stays.
 */
export async function ensureBootstrapPolicy(transport: Transport): Promise<void> {
  const client = createClient(transport)
  await ensureAll(client, clusterRoles, bootstrapClusterRoles, (there, wanted) =>
    wanted.aggregationRule ? there : { ...there, rules: union(there.rules, wanted.rules) },
  )
  await ensureAll(client, clusterRoleBindings, bootstrapClusterRoleBindings, (there, wanted) => ({
    ...there,
    subjects: union(there.subjects, wanted.subjects),
  }))
}

async function ensureAll<T extends ClusterRole | ClusterRoleBinding>(
  client: Client,
  resource: Resource<T>,
  wanted: readonly T[],
  mend: (there: T, wanted: T) => T,
): Promise<void> {
  const { items } = await listAll(client, resource as unknown as Resource<KubeObject>)
  const known = new Map(items.map((item) => [item.metadata.name, item as unknown as T]))
  for (const object of wanted) {
    const there = known.get(object.metadata.name)
    if (!there) await createUnlessThere(client, resource, object)
    else if (there.metadata.annotations?.[autoupdate] !== 'false') {
      const mended = mend(there, object)
      if (!deepEqual(there, mended)) await client.update(resource, mended)
    }
  }
}

async function createUnlessThere<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  object: T,
): Promise<void> {
  try {
    await client.create(resource, object)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
  }
}

function union<T>(there: readonly T[] = [], wanted: readonly T[] = []): T[] {
  return [...there, ...wanted.filter((one) => !there.some((other) => deepEqual(one, other)))]
}
