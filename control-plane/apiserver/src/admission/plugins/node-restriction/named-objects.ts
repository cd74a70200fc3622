import type { ResourceSlice } from '@knarr/api/resource/v1'
import { type NodeWrite, refusalOf } from './node-refusal.ts'

/** Its heartbeat, among those of the nodes. */
export function judgeLease(write: NodeWrite): void {
  const { namespace, name } = write.attributes
  if (namespace !== 'kube-node-lease')
    throw refusalOf(write, 'can only access leases in the "kube-node-lease" system namespace')
  if (name !== write.node)
    throw refusalOf(write, 'can only access node lease with the same name as the requesting node')
}

export function judgeCsiNode(write: NodeWrite): void {
  if (write.attributes.name !== write.node)
    throw refusalOf(write, 'can only access CSINode with the same name as the requesting node')
}

/** Updates are judged by the authorizer, who knows the node of what is there. */
export function judgeResourceSlice(write: NodeWrite): void {
  const { operation, object, old } = write.attributes
  if (operation === 'UPDATE') return
  const { spec } = (operation === 'CREATE' ? object : old) as ResourceSlice
  if (spec.nodeName === write.node) return
  const verb = operation === 'CREATE' ? 'create' : 'delete'
  throw refusalOf(write, `can only ${verb} ResourceSlice with the same NodeName as the requesting node`)
}
