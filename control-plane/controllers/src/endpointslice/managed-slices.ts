import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import type { ReconcileContext, SetupContext } from '@knarr/controller'
import { type Draft, keyText, type ObjectKey } from '@knarr/machinery'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { labels } from '../well-known.ts'
import { deleteSlices } from './delete-slices.ts'
import { SliceTracker } from './slice-tracker.ts'

/**
 * The slices that one controller keeps, by the service they are of: written through the client, looked up in
 * the lister, and known to be stale there while it does not show yet what was written.
 */
export class ManagedSlices {
  readonly #managedBy: string
  readonly #tracker = new SliceTracker()

  /** `managedBy`: the value of the label that says whose a slice is. */
  constructor(managedBy: string) {
    this.#managedBy = managedBy
  }

  /** A slice that someone else changes or deletes wakes its service's key. */
  watch({ informer, enqueue }: SetupContext): void {
    const slices = informer(endpointSlices)
    slices.addIndex(this.#managedBy, (slice) => this.#serviceOf(slice).map(keyText))
    const wake = (slice: EndpointSlice): void => this.#serviceOf(slice).forEach(enqueue)
    slices.addHandler({
      onAdd: wake,
      onUpdate: wake,
      onDelete: (slice) => {
        for (const key of this.#serviceOf(slice)) this.#tracker.gone(keyText(key), slice.metadata.uid)
        wake(slice)
      },
    })
  }

  list(key: ObjectKey, { lister }: ReconcileContext): readonly EndpointSlice[] {
    return lister.byIndex(endpointSlices, this.#managedBy, keyText(key))
  }

  /** Whether these slices, from the lister, are as new as what was written. */
  isCurrent(key: ObjectKey, slices: readonly EndpointSlice[], { clock }: ReconcileContext): boolean {
    return this.#tracker.isCurrent(keyText(key), slices, clock.now())
  }

  /** Lets go of what is known of a service that is gone. */
  forget(key: ObjectKey): void {
    this.#tracker.forget(keyText(key))
  }

  /** Makes a slice; false where the namespace is on its way out. */
  async create(
    key: ObjectKey,
    draft: Draft<EndpointSlice>,
    { client, clock }: ReconcileContext,
  ): Promise<boolean> {
    try {
      this.#tracker.wrote(keyText(key), await client.create(endpointSlices, draft), clock.now())
      return true
    } catch (error) {
      if (isNamespaceTerminating(error)) return false
      throw error
    }
  }

  async update(key: ObjectKey, slice: EndpointSlice, { client, clock }: ReconcileContext): Promise<void> {
    this.#tracker.wrote(keyText(key), await client.update(endpointSlices, slice), clock.now())
  }

  /** Deletes these very slices; those that are gone are fine. */
  async remove(
    key: ObjectKey,
    slices: readonly EndpointSlice[],
    { client, clock }: ReconcileContext,
  ): Promise<void> {
    for (const slice of slices) this.#tracker.deleted(keyText(key), slice, clock.now())
    await deleteSlices(slices, client)
  }

  #serviceOf({ metadata }: EndpointSlice): ObjectKey[] {
    const name = metadata.labels?.[labels.serviceName]
    const isOurs = metadata.labels?.[labels.sliceManagedBy] === this.#managedBy
    return isOurs && name ? [{ namespace: metadata.namespace ?? '', name }] : []
  }
}
