import { apiReferenceOf } from '@knarr/api'
import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import { deepEqual, notFound } from '@knarr/machinery'
import { isMirrorPod } from '../pod-attributes.ts'
import { type Judge, type NodeWrite, quoted, refusalOf, unexpectedOperation } from './node-refusal.ts'

/** A kubelet writes the status of its own pods, ends them, and shows those it has of itself. */
export const judgePod: Judge = (write) => {
  const { subresource } = write.attributes
  if (subresource === '') return judgePodItself(write)
  if (subresource === 'status') return judgeStatus(write)
  if (subresource === 'eviction') return judgeEviction(write)
  const allowed = "only 'status' and 'eviction' are allowed"
  throw refusalOf(write, `unexpected pod subresource ${quoted(subresource)}, ${allowed}`)
}

async function judgePodItself(write: NodeWrite): Promise<void> {
  const { operation, old } = write.attributes
  const who = `node ${quoted(write.node)}`
  if (operation === 'CREATE') return judgeMirrorPod(write)
  if (operation !== 'DELETE')
    throw refusalOf(
      write,
      `unexpected operation ${quoted(operation)}, ${who} can only create and delete mirror pods`,
    )
  if ((old as Pod).spec.nodeName !== write.node)
    throw refusalOf(write, `${who} can only delete pods with spec.nodeName set to itself`)
}

async function judgeMirrorPod(write: NodeWrite): Promise<void> {
  const pod = write.attributes.object as Pod
  const who = `node ${quoted(write.node)}`
  if (!isMirrorPod(pod)) {
    const why = `${who} can only create mirror pods`
    throw refusalOf(write, `pod does not have "kubernetes.io/config.mirror" annotation, ${why}`)
  }
  if (pod.spec.nodeName !== write.node)
    throw refusalOf(write, `${who} can only create pods with spec.nodeName set to itself`)
  await judgeOwner(write, pod)
  const reference = apiReferenceOf(pod.spec)
  if (reference) throw refusalOf(write, `${who} can not create pods that reference ${reference}`)
}

/** The owner of a mirror pod is the node, under the uid it has now. */
async function judgeOwner(write: NodeWrite, { metadata }: Pod): Promise<void> {
  const { node, context } = write
  const only = `node ${quoted(node)} can only create pods with`
  const [owner, ...others] = metadata.ownerReferences ?? []
  if (others.length > 0) throw refusalOf(write, `${only} a single owner reference set to itself`)
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    throw refusalOf(write, `${only} an owner reference set to itself`)
  if (!owner.controller) throw refusalOf(write, `${only} a controller owner reference set to itself`)
  if (owner.blockOwnerDeletion)
    throw refusalOf(write, `node ${quoted(node)} must not set blockOwnerDeletion on an owner reference`)
  const there = await context.find<Node>(nodes, { namespace: '', name: node })
  if (!there) throw notFound({ group: '', plural: 'node' }, node)
  const { uid } = there.metadata
  if (owner.uid !== uid) throw refusalOf(write, `node ${node} UID mismatch: expected ${owner.uid} got ${uid}`)
}

function judgeStatus(write: NodeWrite): void {
  const { operation, object, old } = write.attributes
  const who = `node ${quoted(write.node)}`
  if (operation !== 'UPDATE') throw unexpectedOperation(write)
  const [before, after] = [old as Pod, object as Pod]
  if (before.spec.nodeName !== write.node)
    throw refusalOf(write, `${who} can only update pod status for pods with spec.nodeName set to itself`)
  if (!deepEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {}))
    throw refusalOf(write, `${who} cannot update labels through pod status`)
  if (!deepEqual(claimsOf(before), claimsOf(after)))
    throw refusalOf(write, `${who} cannot update resource claim statues`)
  if (!deepEqual(before.status?.extendedResourceClaimStatus, after.status?.extendedResourceClaimStatus))
    throw refusalOf(write, `${who} cannot update extended resource claim status`)
}

const claimsOf = ({ status }: Pod): unknown => status?.resourceClaimStatuses ?? []

async function judgeEviction(write: NodeWrite): Promise<void> {
  const { operation, namespace, name } = write.attributes
  if (operation !== 'CREATE') throw refusalOf(write, `unexpected operation ${operation}`)
  const pod = await write.context.find<Pod>(pods, { namespace, name })
  if (!pod) throw notFound({ group: '', plural: 'pod' }, name)
  if (pod.spec.nodeName !== write.node)
    throw refusalOf(write, `node ${write.node} can only evict pods with spec.nodeName set to itself`)
}
