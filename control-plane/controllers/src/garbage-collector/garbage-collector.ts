import type { Resource } from '@knarr/api'
import { type Client, type Informer, type InformerFactory, type Logger, WorkQueue } from '@knarr/client'
import { type Clock, hasReason, type KubeObject, type OwnerReference, type Random } from '@knarr/machinery'
import { Collector, type Outcome } from './collector.ts'
import { followCustomResources } from './custom-resources.ts'
import { type GraphWork, OwnerGraph } from './graph.ts'

export interface GarbageCollectorOptions {
  readonly client: Client
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly signal: AbortSignal
  /** Every built-in resource that can be listed, watched and deleted; custom ones are found by their definitions. */
  readonly resources: readonly Resource[]
}

export interface GarbageCollector {
  /** Whether nothing waits to be deleted or orphaned. */
  readonly isIdle: boolean
  /** Resolves when the signal has aborted and the workers are done. */
  stopped(): Promise<void>
}

const workers = 20

/**
 * Deletes objects whose owners are all gone, and carries out foreground and orphan deletions: upstream's
 * garbage-collector-controller over the same graph of owner references.
 */
export function runGarbageCollector(options: GarbageCollectorOptions): GarbageCollector {
  const { informers, clock, signal, resources } = options
  // By group: a reference may name any version of its kind.
  const byKind = new Map(resources.map((resource) => [`${resource.group} ${resource.kind}`, resource]))
  const resourceOf = ({ apiVersion, kind }: OwnerReference): Resource | undefined =>
    byKind.get(`${groupOf(apiVersion)} ${kind}`)
  const graph = new OwnerGraph(resourceOf)
  const toDelete = new WorkQueue<string>({ clock, keyOf: (uid) => uid })
  const toOrphan = new WorkQueue<string>({ clock, keyOf: (uid) => uid })
  const enqueue = (work: GraphWork): void => {
    for (const node of work.toDelete) toDelete.add(node.uid)
    for (const node of work.toOrphan) toOrphan.add(node.uid)
  }
  const follow = (resource: Resource, informer: Informer<KubeObject>): void => {
    const upsert = (object: KubeObject): void => enqueue(graph.upsert(resource, object))
    const onDelete = ({ metadata }: KubeObject): void => enqueue(graph.remove(metadata.uid))
    informer.addHandler({ onAdd: upsert, onUpdate: upsert, onDelete })
  }
  for (const resource of resources) follow(resource, informers.informer(resource))
  followCustomResources({
    ...options,
    onAdd(resource, informer) {
      // A kind that went took its objects with it: its name stays known, so that they are found to be gone.
      byKind.set(`${resource.group} ${resource.kind}`, resource)
      follow(resource, informer)
    },
  })
  const collector = new Collector({ client: options.client, graph, enqueue, resourceOf })
  signal.addEventListener('abort', () => {
    toDelete.shutDown()
    toOrphan.shutDown()
  })
  const running = informers.synced(signal).then(
    () =>
      Promise.all([
        ...Array.from({ length: workers }, () =>
          work(toDelete, options, (uid) => collector.attemptToDelete(uid)),
        ),
        work(toOrphan, options, (uid) => collector.attemptToOrphan(uid)),
      ]),
    () => [],
  )
  return {
    get isIdle() {
      return [toDelete, toOrphan].every((queue) => queue.length === 0 && queue.processing === 0)
    },
    stopped: () => running.then(() => {}),
  }
}

async function work(
  queue: WorkQueue<string>,
  { logger, signal }: GarbageCollectorOptions,
  task: (uid: string) => Promise<Outcome>,
): Promise<void> {
  for (let uid = await queue.get(); uid !== undefined; uid = await queue.get()) {
    try {
      if ((await task(uid)) === 'done') queue.forget(uid)
      else queue.addRateLimited(uid)
    } catch (error) {
      if (signal.aborted) return
      if (!hasReason(error, 'Conflict')) logger.error('garbage collection failed', { uid, err: error })
      queue.addRateLimited(uid)
    } finally {
      queue.done(uid)
    }
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}
