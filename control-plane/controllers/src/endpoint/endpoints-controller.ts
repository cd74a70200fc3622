import {
  type EndpointSubset,
  type Endpoints,
  endpoints,
  pods,
  type Service,
  services,
} from '@knarr/api/core/v1'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { deepEqual, hasReason, keyOf } from '@knarr/machinery'
import { headlessLabel } from '../endpointslice/endpointslice-controller.ts'
import { enqueueServicesOfPods, podsOf } from '../endpointslice/service-pods.ts'
import { tolerateLeaving } from '../namespace/tolerate-leaving.ts'
import { desiredSubsets, maxEndpointsCapacity } from './desired-subsets.ts'

const managedByLabel = 'endpoints.kubernetes.io/managed-by'
const overCapacity = 'endpoints.kubernetes.io/over-capacity'

/** Keeps the older Endpoints object of every Service with a selector in step with its pods. */
export function endpointsController(): Controller {
  return {
    name: 'endpoints-controller',
    watches: services,
    reads: [pods, endpoints],
    setup(context) {
      enqueueServicesOfPods(context)
      const wake = ({ metadata }: Endpoints): void =>
        context.enqueue({ namespace: metadata.namespace ?? '', name: metadata.name })
      context.informer(endpoints).addHandler({ onDelete: wake })
    },
    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      if (!service) await remove(context.lister.get(endpoints, key), context)
      else if (Object.keys(service.spec.selector ?? {}).length > 0) await reconcileEndpoints(service, context)
      return undefined
    },
  }
}

async function reconcileEndpoints(service: Service, context: ReconcileContext): Promise<void> {
  const { client, lister } = context
  const existing = lister.get(endpoints, keyOf(service))
  const { subsets, isCut } = truncated(desiredSubsets(service, podsOf(service, context)))
  const labels = labelsOf(service)
  const annotations = { ...existing?.metadata.annotations }
  if (isCut) annotations[overCapacity] = 'truncated'
  else delete annotations[overCapacity]
  if (!existing) {
    const { name, namespace = '' } = service.metadata
    const metadata = { name, namespace, labels, ...(isCut ? { annotations } : {}) }
    await tolerateLeaving(() => client.create(endpoints, { metadata, subsets }))
    return
  }
  const isSame =
    deepEqual(existing.subsets ?? [], subsets) &&
    deepEqual(existing.metadata.labels ?? {}, labels) &&
    deepEqual(existing.metadata.annotations ?? {}, annotations)
  if (isSame) return
  const metadata = { ...existing.metadata, labels, annotations }
  await client.update(endpoints, { ...existing, metadata, subsets })
}

function labelsOf(service: Service): Record<string, string> {
  const { [headlessLabel]: _headless, ...labels } = service.metadata.labels ?? {}
  const headless: Record<string, string> = service.spec.clusterIP === 'None' ? { [headlessLabel]: '' } : {}
  return { ...labels, ...headless, [managedByLabel]: 'endpoint-controller' }
}

/** The first thousand addresses, ready ones before the others. */
function truncated(subsets: readonly EndpointSubset[]): { subsets: EndpointSubset[]; isCut: boolean } {
  let left = maxEndpointsCapacity
  let isCut = false
  const take = <T>(list: readonly T[] | undefined): T[] | undefined => {
    if (!list) return undefined
    const taken = list.slice(0, left)
    if (taken.length < list.length) isCut = true
    left -= taken.length
    return taken
  }
  const ready = subsets.map(({ addresses }) => take(addresses))
  const notReady = subsets.map(({ notReadyAddresses }) => take(notReadyAddresses))
  const cut = subsets.map(({ ports }, index) => ({
    ...(ready[index]?.length ? { addresses: ready[index] } : {}),
    ...(notReady[index]?.length ? { notReadyAddresses: notReady[index] } : {}),
    ...(ports ? { ports } : {}),
  }))
  return { subsets: cut, isCut }
}

async function remove(existing: Endpoints | undefined, { client }: ReconcileContext): Promise<void> {
  if (!existing?.metadata.labels?.[managedByLabel]) return
  try {
    await client.delete(endpoints, keyOf(existing))
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
