import { nodes, type Pod, pods, type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { type Controller, controllerRef, type ReconcileContext, type Result } from '@knarr/controller'
import { type Draft, deepEqual, hasReason, keyOf, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { labels as names } from '../well-known.ts'
import { deleteSlices } from './delete-slices.ts'
import { desiredGroups, type EndpointGroup, familiesOf } from './desired-endpoints.ts'
import { ManagedSlices } from './managed-slices.ts'
import { enqueueServicesOfPods, podsOf } from './service-pods.ts'
import { type SliceChanges, sliceChanges } from './slice-changes.ts'

const managedBy = 'endpointslice-controller.k8s.io'

/** When to look again at pods whose node is not known yet, or slices that are not shown yet. */
const retryMs = 1_000

/** Keeps the EndpointSlices of every Service with a selector in step with its pods. */
export function endpointSliceController(): Controller {
  const managed = new ManagedSlices(managedBy)
  return {
    name: controllerNames.endpointSlice,
    eventSource: 'endpoint-slice-controller',
    watches: services,
    reads: [pods, nodes, endpointSlices],
    setup(context) {
      enqueueServicesOfPods(context)
      managed.watch(context)
    },
    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      const slices = managed.list(key, context)
      if (!service) {
        managed.forget(key)
        await deleteSlices(slices, context.client)
        return undefined
      }
      const hasSelector = Object.keys(service.spec.selector ?? {}).length > 0
      if (service.spec.type === 'ExternalName' || !hasSelector) return undefined
      if (!managed.isCurrent(key, slices, context)) return { requeueAfterMs: retryMs }
      return await reconcileSlices(service, slices, { ...context, managed })
    },
  }
}

type SliceContext = ReconcileContext & { readonly managed: ManagedSlices }

async function reconcileSlices(
  service: Service,
  slices: readonly EndpointSlice[],
  context: SliceContext,
): Promise<Result | undefined> {
  const existing = slices.filter(({ metadata }) => !metadata.deletionTimestamp)
  // A service of the same name that was deleted may have left some.
  const isOwned = ({ metadata }: EndpointSlice): boolean =>
    (metadata.ownerReferences ?? []).some(({ uid }) => uid === service.metadata.uid)
  const { placed, misplaced } = byNode(service, podsOf(service, context), context)
  const nodeOf = (name: string) => context.lister.get(nodes, { namespace: '', name })
  const wanted = desiredGroups(service, placed, nodeOf)
  const changes = sliceChanges(existing.filter(isOwned), wanted, familiesOf(service))
  const strangers = existing.filter((slice) => !isOwned(slice))
  try {
    await apply(service, existing.filter(isOwned), changes, context)
    await deleteSlices(strangers, context.client)
  } catch (error) {
    if (hasReason(error, 'Conflict')) throw error
    const text = error instanceof Error ? error.message : String(error)
    const message = `Error updating Endpoint Slices for Service ${keyText(keyOf(service))}: ${text}`
    context.events.event(service, {
      type: 'Warning',
      reason: eventReasons.failedToUpdateEndpointSlices,
      message,
    })
    throw error
  }
  return misplaced.length > 0 ? { requeueAfterMs: retryMs } : undefined
}

/** Pods on nodes that do not exist are no endpoints, unless the service publishes everything. */
function byNode(
  service: Service,
  all: readonly Pod[],
  { lister }: ReconcileContext,
): { readonly placed: Pod[]; readonly misplaced: Pod[] } {
  const isMisplaced = ({ spec: { nodeName } }: Pod): boolean =>
    !service.spec.publishNotReadyAddresses &&
    nodeName !== undefined &&
    lister.get(nodes, { namespace: '', name: nodeName }) === undefined
  return { placed: all.filter((pod) => !isMisplaced(pod)), misplaced: all.filter(isMisplaced) }
}

async function apply(
  service: Service,
  existing: readonly EndpointSlice[],
  changes: SliceChanges,
  context: SliceContext,
): Promise<void> {
  const { managed } = context
  const key = keyOf(service)
  const labels = labelsOf(service)
  const stays = existing.filter((slice) => !changes.remove.includes(slice))
  const relabelled = stays.filter((slice) => !deepEqual(slice.metadata.labels ?? {}, labels))
  const updated = new Map([...relabelled, ...changes.update].map((slice) => [slice.metadata.name, slice]))
  if (!service.metadata.deletionTimestamp) {
    for (const group of changes.create) {
      if (!(await managed.create(key, newSlice(service, group, labels), context))) return
    }
  }
  for (const slice of updated.values()) {
    const metadata = { ...slice.metadata, labels }
    await managed.update(key, { ...slice, metadata }, context)
  }
  await managed.remove(key, changes.remove, context)
}

function labelsOf(service: Service): Record<string, string> {
  const { clusterIP = '' } = service.spec
  const isHeadless = clusterIP === 'None' || clusterIP === ''
  const { [names.headless]: _headless, ...labels } = service.metadata.labels ?? {}
  return {
    ...labels,
    [names.serviceName]: service.metadata.name,
    [names.sliceManagedBy]: managedBy,
    ...(isHeadless ? { [names.headless]: '' } : {}),
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
