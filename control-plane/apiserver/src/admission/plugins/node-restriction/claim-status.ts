import type { PersistentVolumeClaim } from '@knarr/api/core/v1'
import { deepEqual } from '@knarr/machinery'
import { type NodeWrite, quoted, refusalOf, unexpectedOperation } from './node-refusal.ts'

/** A kubelet tells of a claim only how big its volume has become. */
export function judgeClaim(write: NodeWrite): void {
  const { subresource, operation, object, old } = write.attributes
  if (subresource !== 'status') throw refusalOf(write, 'may only update PVC status')
  if (operation !== 'UPDATE') throw unexpectedOperation(write)
  const changed = changedParts(
    fixedParts(old as PersistentVolumeClaim),
    fixedParts(object as PersistentVolumeClaim),
  )
  if (changed.length === 0) return
  const what = 'fields other than status.quantity and status.conditions'
  throw refusalOf(write, `node ${quoted(write.node)} is not allowed to update ${what}: ${changed.join(', ')}`)
}

/** What must stay as it is. */
function fixedParts({ metadata, spec, status = {} }: PersistentVolumeClaim): Record<string, unknown> {
  const { resourceVersion: _version, managedFields: _fields, ...meta } = metadata
  const {
    capacity: _c,
    conditions: _d,
    allocatedResources: _r,
    allocatedResourceStatuses: _s,
    ...rest
  } = status
  return { metadata: meta, spec, status: rest }
}

function changedParts(old: Record<string, unknown>, next: Record<string, unknown>): string[] {
  return Object.keys(old).filter((part) => !deepEqual(old[part], next[part]))
}
