import type { ClusterView } from '../cluster-view/cluster-view.ts'
import { parseClusterName } from '../plugins/kubernetes/parse-name.ts'

/** Why plugin kubernetes has nothing at a name of its zone. */
export function clusterReason(view: ClusterView, name: string, zone: string): string {
  const asked = parseClusterName(name, zone)
  if (!asked) return `names of ${zone} end in svc.${zone} or pod.${zone}`
  if (asked.kind === 'empty' || asked.kind === 'version') return 'it is there, without such a record'
  if (!view.namespace(asked.namespace)) return `there is no namespace "${asked.namespace}"`
  if (asked.kind === 'namespace') return 'it is a namespace, which has no records'
  if (asked.kind === 'pod') return `no pod of namespace "${asked.namespace}" is at ${asked.pod}`
  const service = view.service(asked.namespace, asked.service)
  if (!service) return `there is no service "${asked.service}" in namespace "${asked.namespace}"`
  if (asked.port !== undefined) return `the service has no port "${asked.port}" over ${asked.protocol}`
  if (asked.endpoint !== undefined) return `the service has no ready endpoint "${asked.endpoint}"`
  return 'the service has no ready endpoint, or no address of this kind'
}
