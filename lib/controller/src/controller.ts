import type { Resource } from '@knarr/api'
import type { Client, EventRecorder, Informer, InformerFactory, Lister } from '@knarr/client'
import type { Clock, KubeObject, ObjectKey, Random } from '@knarr/machinery'

export interface ReconcileContext {
  readonly client: Client
  readonly lister: Lister
  readonly events: EventRecorder
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
}

export interface Result {
  /** Look again after this long, though nothing changed. */
  readonly requeueAfterMs?: number
}

/** What `setup` may reach: informers to index or watch, and the queue's `enqueue`. */
export interface SetupContext extends ReconcileContext {
  readonly informers: InformerFactory
  enqueue(key: ObjectKey): void
  informer<T extends KubeObject>(resource: Resource<T>): Informer<T>
}

/**
 * A controller is data: what it is called, what it watches, and one function.
 *
 * `reconcile` gets a key, never an event: it reads the world as it is now and moves it one step
 * towards the spec. Throwing requeues the key with backoff; the same key never runs twice at once.
 */
export interface Controller {
  readonly name: string
  /** Who its events are from, where that is not `name`. */
  readonly eventSource?: string
  /** Each event of this resource enqueues the object's key. */
  readonly watches: Resource
  /** Each event of these enqueues the controlling owner, where it is of the watched kind. */
  readonly owns?: readonly Resource[]
  /** Resources the lister needs beside the above; their events enqueue nothing by themselves. */
  readonly reads?: readonly Resource[]
  /** How many keys may run at the same time; 5 unless given. */
  readonly workers?: number
  /** Further event sources and indexes; runs before informers start. */
  setup?(context: SetupContext): void
  reconcile(key: ObjectKey, context: ReconcileContext): Promise<Result | undefined>
}
