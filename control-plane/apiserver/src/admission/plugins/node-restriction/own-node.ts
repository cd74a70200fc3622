import type { Node } from '@knarr/api/core/v1'
import { deepEqual } from '@knarr/machinery'
import { forbiddenLabelChanges } from './node-labels.ts'
import { type NodeWrite, quoted, refusalOf } from './node-refusal.ts'

/** A kubelet writes its own Node only, and there nothing that would draw pods to it. */
export function judgeNode(write: NodeWrite): void {
  const { attributes, node } = write
  const { name, operation } = attributes
  if (name !== node)
    throw refusalOf(write, `node ${quoted(node)} is not allowed to modify node ${quoted(name)}`)
  if (operation === 'CREATE') judgeCreation(write, attributes.object as Node)
  if (operation === 'UPDATE') judgeUpdate(write, attributes.object as Node, attributes.old as Node)
}

function judgeCreation(write: NodeWrite, { metadata, spec }: Node): void {
  const who = `node ${quoted(write.node)} is not allowed`
  if (spec?.configSource) throw refusalOf(write, `${who} to create pods with a non-nil configSource`)
  const labels = forbiddenLabelChanges(metadata.labels)
  if (labels.length > 0) throw refusalOf(write, `${who} to set the following labels: ${labels.join(', ')}`)
}

function judgeUpdate(write: NodeWrite, { metadata, spec }: Node, old: Node): void {
  const who = `node ${quoted(write.node)} is not allowed`
  if (spec?.configSource && !deepEqual(spec.configSource, old.spec?.configSource))
    throw refusalOf(write, `${who} to update configSource to a new non-nil configSource`)
  if (!deepEqual(spec?.taints ?? [], old.spec?.taints ?? []))
    throw refusalOf(write, `${who} to modify taints`)
  if (!deepEqual(metadata.ownerReferences ?? [], old.metadata.ownerReferences ?? []))
    throw refusalOf(write, `${who} to modify ownerReferences`)
  const labels = forbiddenLabelChanges(metadata.labels, old.metadata.labels)
  if (labels.length > 0) throw refusalOf(write, `is not allowed to modify labels: ${labels.join(', ')}`)
}
