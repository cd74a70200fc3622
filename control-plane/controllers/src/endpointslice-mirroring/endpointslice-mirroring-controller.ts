import { type Endpoints, endpoints, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import {
  type Controller,
  controllerRef,
  type ReconcileContext,
  type Result,
  type SetupContext,
} from '@knarr/controller'
import { type Draft, deepEqual, keyOf, keyText, type ObjectKey } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { deleteSlices } from '../endpointslice/delete-slices.ts'
import type { EndpointGroup } from '../endpointslice/desired-endpoints.ts'
import { SliceTracker } from '../endpointslice/slice-tracker.ts'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { annotations as annotationNames, labels as labelNames } from '../well-known.ts'
import { maxEndpointsPerSubset, mirroredGroups } from './mirrored-groups.ts'

const managedBy = 'endpointslicemirroring-controller.k8s.io'
const byEndpoints = 'mirrored-endpoints'
const retryMs = 1_000

/** Shows the Endpoints that users write for services without a selector as EndpointSlices too. */
export function endpointSliceMirroringController(): Controller {
  const tracker = new SliceTracker()
  return {
    name: controllerNames.endpointSliceMirroring,
    eventSource: controllerNames.endpointSliceMirroring,
    watches: endpoints,
    reads: [services, endpointSlices],
    setup: (context) => watchMirrors(context, tracker),
    async reconcile(key, context) {
      const { lister, clock } = context
      const slices = lister.byIndex(endpointSlices, byEndpoints, keyText(key))
      if (!tracker.isCurrent(keyText(key), slices, clock.now())) return { requeueAfterMs: retryMs }
      const source = lister.get(endpoints, key)
      const service = lister.get(services, key)
      if (source && service && service.spec.selector === undefined && isMirrored(source))
        return await mirror(source, slices, { ...context, tracker })
      await removeAll(key, slices, { ...context, tracker })
      return undefined
    },
  }
}

function isMirrored({ metadata: { labels, annotations } }: Endpoints): boolean {
  return labels?.[labelNames.skipMirror] !== 'true' && annotations?.[annotationNames.leader] === undefined
}

function watchMirrors({ informer, enqueue }: SetupContext, tracker: SliceTracker): void {
  const wake = ({ metadata }: { metadata: { namespace?: string; name: string } }): void =>
    enqueue({ namespace: metadata.namespace ?? '', name: metadata.name })
  informer(services).addHandler({ onAdd: wake, onUpdate: wake, onDelete: wake })
  const slices = informer(endpointSlices)
  slices.addIndex(byEndpoints, (slice) => sourceOf(slice).map(keyText))
  const wakeSource = (slice: EndpointSlice): void => sourceOf(slice).forEach(enqueue)
  slices.addHandler({
    onAdd: wakeSource,
    onUpdate: wakeSource,
    onDelete(slice) {
      for (const key of sourceOf(slice)) tracker.gone(keyText(key), slice.metadata.uid)
      wakeSource(slice)
    },
  })
}

function sourceOf({ metadata }: EndpointSlice): ObjectKey[] {
  const name = metadata.labels?.[labelNames.serviceName]
  const isOurs = metadata.labels?.[labelNames.sliceManagedBy] === managedBy
  return isOurs && name ? [{ namespace: metadata.namespace ?? '', name }] : []
}

type MirrorContext = ReconcileContext & { readonly tracker: SliceTracker }

async function mirror(
  source: Endpoints,
  slices: readonly EndpointSlice[],
  context: MirrorContext,
): Promise<Result | undefined> {
  const { groups, ...left } = mirroredGroups(source)
  sayWhatIsLeftOut(source, left, context)
  const unclaimed = new Set(slices.filter(({ metadata }) => !metadata.deletionTimestamp))
  for (const group of groups) {
    const existing = [...unclaimed].find((slice) => holds(slice, group))
    if (existing) unclaimed.delete(existing)
    await writeSlice(source, { group, existing }, context)
  }
  await removeAll(keyOf(source), [...unclaimed], context)
  return undefined
}

function holds(slice: EndpointSlice, { addressType, ports }: EndpointGroup): boolean {
  return slice.addressType === addressType && deepEqual(slice.ports ?? [], ports)
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
  { client, tracker, clock }: MirrorContext,
): Promise<void> {
  const key = keyText(keyOf(source))
  const wanted = sliceFor(source, group)
  if (!existing) {
    const made = await client.create(endpointSlices, wanted).catch((error: unknown) => {
      if (isNamespaceTerminating(error)) return undefined
      throw error
    })
    if (made) tracker.wrote(key, made, clock.now())
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
  tracker.wrote(key, await client.update(endpointSlices, next), clock.now())
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

async function removeAll(
  key: ObjectKey,
  slices: readonly EndpointSlice[],
  { client, tracker, clock }: MirrorContext,
): Promise<void> {
  for (const slice of slices) tracker.deleted(keyText(key), slice, clock.now())
  await deleteSlices(slices, client)
}
