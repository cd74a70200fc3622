import { type Node, nodes, type Pod, pods } from '@knarr/api/core/v1'
import { type Client, createClient, createInformerFactory, type EventRecorder } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { type Draft, type ObjectKey, seededRandom, VirtualClock } from '@knarr/machinery'
import { runScheduler, type Scheduler, type SchedulerOptions } from '../scheduler.ts'

/** A scheduler on a fake API server and a virtual clock. */
export class SchedulerWorld {
  readonly clock: VirtualClock = new VirtualClock()
  readonly transport: FakeTransport
  readonly client: Client
  /** What was told users, as `reason: message`. */
  readonly events: string[] = []
  readonly #stop = new AbortController()
  #scheduler: Scheduler | undefined

  constructor(options: { readonly gracefulPods?: boolean } = {}) {
    this.transport = new FakeTransport({ ...options, clock: this.clock })
    this.client = createClient(this.transport)
  }

  /** Starts the scheduler; what the API has by now is there from the beginning. */
  async start(options: Partial<SchedulerOptions> = {}): Promise<Scheduler> {
    const { client, clock } = this
    const random = seededRandom(1)
    const recorder: EventRecorder = {
      event: (_object, { reason, message }) => this.events.push(`${reason}: ${message}`),
    }
    const informers = createInformerFactory({ client, clock, random, logger: silentLogger })
    this.#scheduler = runScheduler({
      client,
      informers,
      clock,
      random,
      logger: silentLogger,
      events: recorder,
      signal: this.#stop.signal,
      ...options,
    })
    await this.#scheduler.started()
    await this.settle()
    return this.#scheduler
  }

  stop(): void {
    this.#stop.abort()
  }

  settle(): Promise<void> {
    return settle(20)
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, () => settle(5))
  }

  async create(...objects: readonly (Draft<Node> | Draft<Pod>)[]): Promise<void> {
    await this.createAll(objects)
    await this.settle()
  }

  async createAll(objects: readonly (Draft<Node> | Draft<Pod>)[]): Promise<void> {
    for (const object of objects) {
      if (object.kind === 'Node') await this.client.create(nodes, object as Draft<Node>)
      else await this.client.create(pods, object as Draft<Pod>)
    }
  }

  pod(name: string, namespace = 'default'): Promise<Pod> {
    const key: ObjectKey = { name, namespace }
    return this.client.get(pods, key)
  }

  async nodeNameOf(name: string): Promise<string | undefined> {
    return (await this.pod(name)).spec.nodeName
  }
}
