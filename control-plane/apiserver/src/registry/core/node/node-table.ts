import type { Node } from '@knarr/api/core/v1'
import type { TableConvertor } from '../../strategy.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'

const rolePrefix = 'node-role.kubernetes.io/'
const roleLabel = 'kubernetes.io/role'

export const nodeTable: TableConvertor<Node> = tableOf(
  [
    column('Status', 'Whether the node is ready, and open to new pods.'),
    column('Roles', 'The roles its labels name.'),
    ageColumn,
    column('Version', 'The version of its kubelet.'),
    wideColumn('Internal-IP', 'Its address inside the cluster.'),
    wideColumn('External-IP', 'Its address outside the cluster.'),
    wideColumn('OS-Image', 'The operating system it runs.'),
    wideColumn('Kernel-Version', 'The kernel it runs.'),
    wideColumn('Container-Runtime', 'The container runtime it runs.'),
  ],
  (node, nowMs) => {
    const info = node.status?.nodeInfo
    return [
      statusOf(node),
      rolesOf(node),
      ageOf(node, nowMs),
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ]
  },
)

function statusOf({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const text = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return spec.unschedulable ? `${text},SchedulingDisabled` : text
}

function rolesOf({ metadata }: Node): string {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) roles.add(key.slice(rolePrefix.length))
    else if (key === roleLabel) roles.add(value)
  }
  roles.delete('')
  return [...roles].sort().join(',') || '<none>'
}

function addressOf({ status }: Node, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>'
}
