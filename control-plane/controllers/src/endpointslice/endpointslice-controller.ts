import { nodes, type Pod, pods, type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import {
  type Controller,
  controllerRef,
  type ReconcileContext,
  type Result,
  type SetupContext,
} from '@knarr/controller'
import { type Draft, deepEqual, hasReason, keyOf, keyText } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { labels as names } from '../well-known.ts'
import { deleteSlices } from './delete-slices.ts'
import { desiredGroups, type EndpointGroup, familiesOf } from './desired-endpoints.ts'
import { enqueueServicesOfPods, podsOf } from './service-pods.ts'
import { type SliceChanges, sliceChanges } from './slice-changes.ts'
import { SliceTracker } from './slice-tracker.ts'

const managedBy = 'endpointslice-controller.k8s.io'
const byService = 'service'

/** When to look again at pods whose node is not known yet, or slices that are not shown yet. */
const retryMs = 1_000

/** Keeps the EndpointSlices of every Service with a selector in step with its pods. */
export function endpointSliceController(): Controller {
  const tracker = new SliceTracker()
  return {
    name: controllerNames.endpointSlice,
    eventSource: 'endpoint-slice-controller',
    watches: services,
    reads: [pods, nodes, endpointSlices],
    setup(context) {
      enqueueServicesOfPods(context)
      enqueueServicesOfSlices(context, tracker)
    },
    async reconcile(key, context) {
      const service = context.lister.get(services, key)
      const slices = context.lister.byIndex(endpointSlices, byService, keyText(key))
      if (!service) {
        tracker.forget(keyText(key))
        await deleteSlices(slices, context.client)
        return undefined
      }
      const hasSelector = Object.keys(service.spec.selector ?? {}).length > 0
      if (service.spec.type === 'ExternalName' || !hasSelector) return undefined
      if (!tracker.isCurrent(keyText(key), slices, context.clock.now())) return { requeueAfterMs: retryMs }
      return await reconcileSlices(service, slices, { ...context, tracker })
    },
  }
}

/** A slice that someone else changes or deletes is put right. */
function enqueueServicesOfSlices({ informer, enqueue }: SetupContext, tracker: SliceTracker): void {
  const slices = informer(endpointSlices)
  slices.addIndex(byService, (slice) => serviceOf(slice).map(keyText))
  const wake = (slice: EndpointSlice): void => serviceOf(slice).forEach(enqueue)
  slices.addHandler({
    onAdd: wake,
    onUpdate: wake,
    onDelete(slice) {
      for (const key of serviceOf(slice)) tracker.gone(keyText(key), slice.metadata.uid)
      wake(slice)
    },
  })
}

function serviceOf({ metadata }: EndpointSlice): { namespace: string; name: string }[] {
  const name = metadata.labels?.[names.serviceName]
  const isOurs = metadata.labels?.[names.sliceManagedBy] === managedBy
  return isOurs && name ? [{ namespace: metadata.namespace ?? '', name }] : []
}

type SliceContext = ReconcileContext & { readonly tracker: SliceTracker }

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
  const { client, tracker, clock } = context
  const key = keyText(keyOf(service))
  const labels = labelsOf(service)
  const stays = existing.filter((slice) => !changes.remove.includes(slice))
  const relabelled = stays.filter((slice) => !deepEqual(slice.metadata.labels ?? {}, labels))
  const updated = new Map([...relabelled, ...changes.update].map((slice) => [slice.metadata.name, slice]))
  if (!service.metadata.deletionTimestamp) {
    for (const group of changes.create) {
      const slice = await createSlice(newSlice(service, group, labels), context)
      if (!slice) return
      tracker.wrote(key, slice, clock.now())
    }
  }
  for (const slice of updated.values()) {
    const metadata = { ...slice.metadata, labels }
    tracker.wrote(key, await client.update(endpointSlices, { ...slice, metadata }), clock.now())
  }
  for (const slice of changes.remove) tracker.deleted(key, slice, clock.now())
  await deleteSlices(changes.remove, context.client)
}

async function createSlice(
  draft: Draft<EndpointSlice>,
  { client }: ReconcileContext,
): Promise<EndpointSlice | undefined> {
  try {
    return await client.create(endpointSlices, draft)
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined
    throw error
  }
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
