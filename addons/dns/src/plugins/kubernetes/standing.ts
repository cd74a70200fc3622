import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import type { Repeat } from '../../plugin.ts'
import type { ServiceName } from './parse-name.ts'

/** Until anything changes in the cluster. */
export function whileNothingChanges(view: ClusterView): Repeat {
  const { serial } = view
  return { holds: () => view.serial === serial }
}

/** Until the service, its endpoints or its namespace change. */
export function whileServiceStays(
  view: ClusterView,
  { namespace, service }: Pick<ServiceName, 'namespace' | 'service'>,
): Repeat {
  const owner = view.namespace(namespace)
  const object = view.service(namespace, service)
  const slices = view.slicesOf(namespace, service)
  return {
    holds: () =>
      view.service(namespace, service) === object &&
      view.slicesOf(namespace, service) === slices &&
      view.namespace(namespace) === owner,
  }
}
