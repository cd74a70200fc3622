import type { Resource } from '@knarr/api'
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '@knarr/api/rbac/v1'
import { type Client, createClient, getIfThere, listAll, type Transport } from '@knarr/client'
import { type Draft, deepEqual, hasReason, type KubeObject, keyOf, keyText } from '@knarr/machinery'
import {
  bootstrapClusterRoleBindings,
  bootstrapClusterRoles,
  bootstrapRoleBindings,
  bootstrapRoles,
} from './bootstrap-policy.ts'
import { type Mend, reconciledBinding, reconciledRole } from './reconciled-policy.ts'

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate'
const attempts = 3
const overtaken = ['AlreadyExists', 'Conflict', 'NotFound'] as const

/**
 * Creates upstream's roles and bindings, and gives those that are there back what they lack, unless their
 * annotation `autoupdate` says otherwise. What was added to them stays. The system namespaces must be there.
 */
export async function ensureBootstrapPolicy(transport: Transport): Promise<void> {
  const client = createClient(transport)
  await Promise.all([
    ensureAll({ client, resource: clusterRoles, mend: reconciledRole }, bootstrapClusterRoles),
    ensureAll(
      { client, resource: clusterRoleBindings, mend: reconciledBinding },
      bootstrapClusterRoleBindings,
    ),
    ensureAll({ client, resource: roles, mend: reconciledRole }, bootstrapRoles),
    ensureAll({ client, resource: roleBindings, mend: reconciledBinding }, bootstrapRoleBindings),
  ])
}

interface Reconciliation<T extends KubeObject> {
  readonly client: Client
  readonly resource: Resource<T>
  readonly mend: Mend<T>
}

async function ensureAll<T extends KubeObject>(
  reconciliation: Reconciliation<T>,
  wanted: readonly Draft<T>[],
): Promise<void> {
  const { client, resource } = reconciliation
  const { items } = await listAll(client, resource)
  const known = new Map(items.map((item) => [keyText(keyOf(item)), item]))
  await Promise.all(
    wanted.map((expected) => ensureOne(reconciliation, expected, known.get(keyText(keyOf(expected))))),
  )
}

/** Another server may do the same at the same time: what it got in between is looked at again. */
async function ensureOne<T extends KubeObject>(
  reconciliation: Reconciliation<T>,
  expected: Draft<T>,
  known: T | undefined,
): Promise<void> {
  const { client, resource } = reconciliation
  let existing = known
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(reconciliation, expected, existing)
    } catch (error) {
      if (!overtaken.some((reason) => hasReason(error, reason)) || attempt === attempts) throw error
      existing = await getIfThere(client, resource, keyOf(expected))
    }
  }
}

async function write<T extends KubeObject>(
  { client, resource, mend }: Reconciliation<T>,
  expected: Draft<T>,
  existing: T | undefined,
): Promise<void> {
  if (existing?.metadata.annotations?.[autoupdate] === 'false') return
  const mended = existing && mend(existing, expected)
  if (existing && mended) {
    if (!deepEqual(existing, mended)) await client.update(resource, mended)
    return
  }
  if (existing)
    await client.delete(resource, keyOf(existing), { preconditions: { uid: existing.metadata.uid } })
  await client.create(resource, expected)
}
