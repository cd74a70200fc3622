import { type Endpoints, endpoints, type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { type Controller, controllerRef, type ReconcileContext, type SetupContext } from '@knarr/controller'
import { type Draft, deepEqual, keyOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import type { EndpointGroup } from '../endpointslice/desired-endpoints.ts'
import { ManagedSlices } from '../endpointslice/managed-slices.ts'
import { holds } from '../endpointslice/slice-changes.ts'
import { eventReasons } from '../event-reasons.ts'
import { annotations as annotationNames, labels as labelNames } from '../well-known.ts'
import { maxEndpointsPerSubset, mirroredGroups } from './mirrored-groups.ts'

const managedBy = 'endpointslicemirroring-controller.k8s.io'
const retryMs = 1_000

/** Shows the Endpoints that users write for services without a selector as EndpointSlices too. */
export function endpointSliceMirroringController(): Controller {
  const managed = new ManagedSlices(managedBy)
  return {
    name: controllerNames.endpointSliceMirroring,
    eventSource: controllerNames.endpointSliceMirroring,
    watches: endpoints,
    reads: [services, endpointSlices],
    setup(context) {
      enqueueNamesakes(context)
      managed.watch(context)
    },
    async reconcile(key, context) {
      const { lister } = context
      const slices = managed.list(key, context)
      if (!managed.isCurrent(key, slices, context)) return { requeueAfterMs: retryMs }
      const source = lister.get(endpoints, key)
      const service = lister.get(services, key)
      if (source && service && service.spec.selector === undefined && isMirrored(source))
        await mirror(source, slices, { ...context, managed })
      else if (slices.length > 0) await managed.remove(key, slices, context)
      else managed.forget(key)
      return undefined
    },
  }
}

function isMirrored({ metadata: { labels, annotations } }: Endpoints): boolean {
  return labels?.[labelNames.skipMirror] !== 'true' && annotations?.[annotationNames.leader] === undefined
}

/** The service of the same name decides whether Endpoints are mirrored. */
function enqueueNamesakes({ informer, enqueue }: SetupContext): void {
  const wake = (service: Service): void => enqueue(keyOf(service))
  informer(services).addHandler({ onAdd: wake, onUpdate: wake, onDelete: wake })
}

type MirrorContext = ReconcileContext & { readonly managed: ManagedSlices }

async function mirror(
  source: Endpoints,
  slices: readonly EndpointSlice[],
  context: MirrorContext,
): Promise<void> {
  const { groups, ...left } = mirroredGroups(source)
  sayWhatIsLeftOut(source, left, context)
  const unclaimed = new Set(slices.filter(({ metadata }) => !metadata.deletionTimestamp))
  for (const group of groups) {
    const existing = [...unclaimed].find((slice) => holds(slice, group))
    if (existing) unclaimed.delete(existing)
    await writeSlice(source, { group, existing }, context)
  }
  await context.managed.remove(keyOf(source), [...unclaimed], context)
}

function sayWhatIsLeftOut(
  source: Endpoints,
  { invalidAddresses, skippedAddresses }: { invalidAddresses: number; skippedAddresses: number },
  { events }: MirrorContext,
): void {
  if (invalidAddresses > 0)
    events.event(source, {
      type: 'Warning',
      reason: eventReasons.invalidIPAddress,
      message: `Skipped ${invalidAddresses} invalid IP addresses when mirroring to EndpointSlices`,
    })
  if (skippedAddresses > invalidAddresses)
    events.event(source, {
      type: 'Warning',
      reason: eventReasons.tooManyAddressesToMirror,
      message: `A max of ${maxEndpointsPerSubset} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skippedAddresses} addresses were skipped`,
    })
}

async function writeSlice(
  source: Endpoints,
  { group, existing }: { group: EndpointGroup; existing: EndpointSlice | undefined },
  context: MirrorContext,
): Promise<void> {
  const { managed } = context
  const key = keyOf(source)
  const wanted = sliceFor(source, group)
  if (!existing) {
    await managed.create(key, wanted, context)
    return
  }
  const { labels, annotations } = wanted.metadata
  const isSame =
    deepEqual(existing.endpoints ?? [], wanted.endpoints) &&
    deepEqual(existing.metadata.labels, labels) &&
    deepEqual(existing.metadata.annotations ?? {}, annotations)
  if (isSame) return
  const metadata = { ...existing.metadata, labels, annotations }
  const next = { ...existing, metadata, endpoints: [...group.endpoints] } as EndpointSlice
  await managed.update(key, next, context)
}

function sliceFor(source: Endpoints, { addressType, ports, endpoints: members }: EndpointGroup) {
  const { name, namespace, labels, annotations } = source.metadata
  const {
    [annotationNames.lastAppliedConfig]: _,
    [annotationNames.lastChangeTriggerTime]: __,
    ...told
  } = annotations ?? {}
  return {
    metadata: {
      generateName: `${name}-`,
      ...(namespace ? { namespace } : {}),
      labels: { ...labels, [labelNames.serviceName]: name, [labelNames.sliceManagedBy]: managedBy },
      annotations: told,
      ownerReferences: [controllerRef(source, endpoints)],
    },
    addressType,
    endpoints: [...members],
    ports: [...ports],
  } satisfies Draft<EndpointSlice>
}
