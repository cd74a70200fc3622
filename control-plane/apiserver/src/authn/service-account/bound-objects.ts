import { nodes, pods, secrets, serviceAccounts } from '@knarr/api/core/v1'
import { type KubeObject, notFound, type ObjectKey } from '@knarr/machinery'
import type { KeyedResource } from '../../registry/object-keys.ts'
import type { Registry } from '../../registry/registry.ts'
import type { KubernetesClaim, ObjectClaim } from './token-claims.ts'

const invalidated = 'service account token has been invalidated'
/** What is being deleted keeps its identity for so long. */
const deletionLeewayMs = 60_000

/** @throws Error where the account of a token, or what it is bound to, is no longer the one it was */
export async function refuseUnbound(claim: KubernetesClaim, registry: Registry): Promise<void> {
  const { namespace, pod, secret, node } = claim
  await refuseOtherAccount(claim, registry)
  const require = (resource: KeyedResource, key: ObjectKey, bound: ObjectClaim): Promise<void> =>
    refuseOther({ resource, key, bound }, registry)
  if (secret) await require(secrets, { namespace, name: secret.name }, secret)
  if (pod) await require(pods, { namespace, name: pod.name }, pod)
  else if (node) await require(nodes, { namespace: '', name: node.name }, node)
}

async function refuseOtherAccount(
  { namespace, serviceaccount: { name, uid } }: KubernetesClaim,
  registry: Registry,
): Promise<void> {
  const found = await registry.findObject<KubeObject>(serviceAccounts, { namespace, name })
  if (!found) throw notFound(serviceAccounts, name)
  if (found.metadata.uid !== uid)
    throw new Error(`service account UID (${found.metadata.uid}) does not match claim (${uid})`)
  if (isOver(found, registry)) throw new Error(`service account ${namespace}/${name} has been deleted`)
}

const refNames: Readonly<Record<string, readonly [what: string, ref: string]>> = {
  secrets: ['secret', 'service account secret ref'],
  pods: ['pod', 'service account pod ref'],
  nodes: ['node', 'service account node ref'],
}

async function refuseOther(
  { resource, key, bound }: { resource: KeyedResource; key: ObjectKey; bound: ObjectClaim },
  registry: Registry,
): Promise<void> {
  const found = await registry.findObject<KubeObject>(resource, key)
  if (!found || isOver(found, registry)) throw new Error(invalidated)
  if (found.metadata.uid === bound.uid) return
  const [what = '', ref = ''] = refNames[resource.plural] ?? []
  throw new Error(`${what} UID (${found.metadata.uid}) does not match ${ref} claim (${bound.uid})`)
}

function isOver({ metadata: { deletionTimestamp } }: KubeObject, { clock }: Registry): boolean {
  return deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < clock.now() - deletionLeewayMs
}
