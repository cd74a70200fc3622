import { nodes, pods, type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { type Controller, controllerRef, type ReconcileContext, type SetupContext } from '@knarr/controller'
import { type Draft, deepEqual, hasReason, keyOf } from '@knarr/machinery'
import { tolerateLeaving } from '../namespace/tolerate-leaving.ts'
import { desiredGroups, type EndpointGroup } from './desired-endpoints.ts'
import { enqueueServicesOfPods, podsOf } from './service-pods.ts'
import { sliceChanges } from './slice-changes.ts'

export const serviceNameLabel = 'kubernetes.io/service-name'
const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
const managedBy = 'endpointslice-controller.k8s.io'
export const headlessLabel = 'service.kubernetes.io/headless'
const byService = 'service'

/** Keeps the EndpointSlices of every Service with a selector in step with its pods. */
export function endpointSliceController(): Controller {
  return {
    name: 'endpointslice-controller',
    watches: services,
    reads: [pods, nodes, endpointSlices],
    setup(context) {
      enqueueServicesOfPods(context)
      enqueueServicesOfSlices(context)
    },
    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      const owned = slicesOf(key.namespace, key.name, context)
      if (!service) await removeAll(owned, context)
      else if (service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0) {
        await reconcileSlices(service, owned, context)
      }
      return undefined
    },
  }
}

/** A slice that someone else changes or deletes is put right. */
function enqueueServicesOfSlices({ informer, enqueue }: SetupContext): void {
  const slices = informer(endpointSlices)
  slices.addIndex(byService, ({ metadata }) =>
    metadata.labels?.[managedByLabel] === managedBy
      ? [`${metadata.namespace}/${metadata.labels[serviceNameLabel]}`]
      : [],
  )
  const wake = ({ metadata }: EndpointSlice): void => {
    const name = metadata.labels?.[serviceNameLabel]
    if (metadata.labels?.[managedByLabel] === managedBy && name)
      enqueue({ namespace: metadata.namespace ?? '', name })
  }
  slices.addHandler({ onUpdate: wake, onDelete: wake })
}

function slicesOf(namespace: string, name: string, { lister }: ReconcileContext): EndpointSlice[] {
  return lister
    .byIndex(endpointSlices, byService, `${namespace}/${name}`)
    .filter(({ metadata }) => !metadata.deletionTimestamp)
}

async function reconcileSlices(
  service: Service,
  existing: readonly EndpointSlice[],
  context: ReconcileContext,
): Promise<void> {
  const { client, lister } = context
  const nodeOf = (name: string) => lister.get(nodes, { namespace: '', name })
  const changes = sliceChanges(existing, desiredGroups(service, podsOf(service, context), nodeOf))
  const labels = labelsOf(service)
  const relabelled = existing.filter(
    (slice) => !changes.remove.includes(slice) && !deepEqual(slice.metadata.labels ?? {}, labels),
  )
  const updated = new Map([...relabelled, ...changes.update].map((slice) => [slice.metadata.name, slice]))
  for (const slice of updated.values()) {
    await client.update(endpointSlices, { ...slice, metadata: { ...slice.metadata, labels } })
  }
  for (const group of changes.create) {
    await tolerateLeaving(() => client.create(endpointSlices, newSlice(service, group, labels)))
  }
  await removeAll(changes.remove, context)
}

function labelsOf(service: Service): Record<string, string> {
  const isHeadless = service.spec.clusterIP === 'None'
  const { [headlessLabel]: _headless, ...labels } = service.metadata.labels ?? {}
  return {
    ...labels,
    [serviceNameLabel]: service.metadata.name,
    [managedByLabel]: managedBy,
    ...(isHeadless ? { [headlessLabel]: '' } : {}),
  }
}

function newSlice(
  service: Service,
  group: EndpointGroup,
  labels: Record<string, string>,
): Draft<EndpointSlice> {
  return {
    metadata: {
      generateName: `${service.metadata.name}-`,
      ...(service.metadata.namespace ? { namespace: service.metadata.namespace } : {}),
      labels,
      ownerReferences: [controllerRef(service, services)],
    },
    addressType: group.addressType,
    endpoints: [...group.endpoints],
    ports: [...group.ports],
  }
}

async function removeAll(slices: readonly EndpointSlice[], { client }: ReconcileContext): Promise<void> {
  for (const slice of slices) {
    try {
      await client.delete(endpointSlices, keyOf(slice))
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
}
