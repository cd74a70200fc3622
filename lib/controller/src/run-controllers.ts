import { apiVersionOf, type Resource } from '@knarr/api'
import { type Client, type EventRecorder, type InformerFactory, type Logger, WorkQueue } from '@knarr/client'
import {
  type Clock,
  hasReason,
  type KubeObject,
  keyOf,
  keyText,
  type ObjectKey,
  type Random,
} from '@knarr/machinery'
import type { Controller, ReconcileContext, SetupContext } from './controller.ts'
import { controllerOf } from './owner/controller-of.ts'

export interface ManagerOptions {
  /** The API as the controller of this name. */
  readonly clientFor: (name: string) => Client
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly eventsFor: (component: string, client: Client) => EventRecorder
  readonly signal: AbortSignal
}

export interface ControllerManager {
  /** Resolves once every informer has synced and the workers run. */
  started(): Promise<void>
  /** Whether no key waits for a worker or is in work; keys that wait for their time do not count. */
  readonly isIdle: boolean
  /** How many keys of one controller wait for a worker. */
  depth(controller: string): number
  /** Resolves when the signal has aborted and every worker has finished what it was doing. */
  stopped(): Promise<void>
}

interface Running {
  readonly controller: Controller
  readonly queue: WorkQueue<ObjectKey>
  readonly context: ReconcileContext
}

const defaultWorkers = 5

/**
 * Sets the controllers up, starts the informers they need and, once those have synced, reconciles until
 * the signal aborts. A key whose reconcile throws comes again with backoff; conflicts do so quietly.
 */
export function runControllers(
  controllers: readonly Controller[],
  options: ManagerOptions,
): ControllerManager {
  const { informers, signal } = options
  const running = controllers.map((controller) => setUp(controller, options))
  informers.start(signal)
  const started = informers.synced(signal)
  const stopped = started.then(
    () => Promise.all(running.flatMap(startWorkers(options))).then(() => {}),
    () => {},
  )
  signal.addEventListener('abort', () => {
    for (const { queue } of running) queue.shutDown()
  })
  return {
    started: () => started,
    get isIdle() {
      return running.every(({ queue }) => queue.length === 0 && queue.processing === 0)
    },
    depth: (name) => running.find(({ controller }) => controller.name === name)?.queue.length ?? 0,
    stopped: () => stopped,
  }
}

function setUp(controller: Controller, options: ManagerOptions): Running {
  const { clientFor, informers, clock, random, signal, eventsFor } = options
  const queue = new WorkQueue<ObjectKey>({ clock, keyOf: keyText })
  const client = clientFor(controller.name)
  const events = eventsFor(controller.eventSource ?? controller.name, client)
  const context: ReconcileContext = { client, lister: informers.lister, events, clock, random, signal }
  const setup: SetupContext = {
    ...context,
    informers,
    enqueue: (key) => queue.add({ namespace: key.namespace, name: key.name }),
    informer: (resource) => informers.informer(resource),
  }
  const { watches, owns = [], reads = [] } = controller
  for (const resource of reads) informers.informer(resource)
  for (const resource of owns) enqueueOwners(setup, resource, watches)
  const enqueue = (object: KubeObject): void => queue.add(keyOf(object))
  informers.informer(watches).addHandler({ onAdd: enqueue, onUpdate: enqueue, onDelete: enqueue })
  controller.setup?.(setup)
  return { controller, queue, context }
}

/** Events of `owned` enqueue the controlling owner, and on a change of hands the former one too. */
function enqueueOwners({ informer, enqueue }: SetupContext, owned: Resource, owners: Resource): void {
  const enqueueOwner = (object: KubeObject): void => {
    const owner = controllerOf(object)
    if (!owner || owner.kind !== owners.kind || groupOf(owner.apiVersion) !== owners.group) return
    enqueue({ namespace: owners.namespaced ? (object.metadata.namespace ?? '') : '', name: owner.name })
  }
  informer(owned).addHandler({
    onAdd: enqueueOwner,
    onUpdate(object, old) {
      if (controllerOf(old)?.uid !== controllerOf(object)?.uid) enqueueOwner(old)
      enqueueOwner(object)
    },
    onDelete: enqueueOwner,
  })
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

function startWorkers(options: ManagerOptions): (running: Running) => Promise<void>[] {
  return (running) =>
    Array.from({ length: running.controller.workers ?? defaultWorkers }, () => work(running, options))
}

async function work({ controller, queue, context }: Running, { logger }: ManagerOptions): Promise<void> {
  for (let key = await queue.get(); key; key = await queue.get()) {
    try {
      const result = await controller.reconcile(key, context)
      queue.forget(key)
      if (result?.requeueAfterMs !== undefined) queue.addAfter(key, result.requeueAfterMs)
    } catch (error) {
      if (context.signal.aborted) return
      if (!hasReason(error, 'Conflict')) {
        const { name, watches } = controller
        const resource = `${apiVersionOf(watches)} ${watches.kind}`
        logger.error('reconcile failed', { controller: name, resource, key: keyText(key), err: error })
      }
      queue.addRateLimited(key)
    } finally {
      queue.done(key)
    }
  }
}
