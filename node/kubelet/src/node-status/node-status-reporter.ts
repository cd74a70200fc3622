import { type ContainerImage, type Node, type NodeStatus, nodes } from '@knarr/api/core/v1'
import type { Client, EventRecorder } from '@knarr/client'
import type { Logger } from '@knarr/component'
import {
  type Clock,
  type Draft,
  deepEqual,
  every,
  hasReason,
  type Random,
  type Timer,
} from '@knarr/machinery'
import type { Image } from '@knarr/rpc'
import { changedConditions, nodeConditions, type Readiness } from './node-conditions.ts'
import type { NodeFacts } from './node-facts.ts'
import { NodeLease } from './node-lease.ts'

export interface NodeStatusReporterOptions {
  readonly nodeName: string
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly node: NodeFacts
  readonly events: EventRecorder
  /** Where the kubelet serves HTTPS; undefined where it does not. */
  readonly port: number | undefined
  isReady(): Promise<Readiness>
  images(): Promise<readonly Image[]>
  readonly statusFrequencyMs: number
  readonly reportFrequencyMs: number
  readonly leaseDurationSeconds: number
}

const maxImages = 50

/** Registers the node and keeps its status and Lease current: written on change, and now and then without. */
export class NodeStatusReporter {
  readonly #options: NodeStatusReporterOptions
  #node: Node
  #reportedMs = 0
  #timer: Timer | undefined
  #lease: NodeLease | undefined
  #running: Promise<void> = Promise.resolve()

  private constructor(options: NodeStatusReporterOptions, node: Node) {
    this.#options = options
    this.#node = node
  }

  /** Resolves once the API has the node and its first status. */
  static async start(options: NodeStatusReporterOptions): Promise<NodeStatusReporter> {
    const node = await register(options)
    const reporter = new NodeStatusReporter(options, node)
    const { client, clock, nodeName, logger, leaseDurationSeconds: durationSeconds } = options
    const onError = (err: unknown): void => logger.warn('cannot renew the node lease', { err })
    reporter.#lease = new NodeLease({
      client,
      clock,
      nodeName,
      nodeUid: node.metadata.uid,
      durationSeconds,
      onError,
    })
    tellNode(options, 'Starting', 'Starting kubelet.')
    await Promise.all([reporter.refresh(), reporter.#lease.renew()])
    reporter.#timer = every(clock, options.statusFrequencyMs, () => void reporter.refresh())
    return reporter
  }

  /** Looks at the node now and writes its status where that changed or is due. */
  refresh(): Promise<void> {
    this.#running = this.#running.then(() => this.#refresh())
    return this.#running
  }

  async stop(): Promise<void> {
    this.#timer?.cancel()
    this.#lease?.stop()
    await this.#running
  }

  async #refresh(): Promise<void> {
    const { client, clock, logger, nodeName, reportFrequencyMs } = this.#options
    try {
      const status = await this.#status()
      const isDue = clock.now() - this.#reportedMs >= reportFrequencyMs
      if (!isDue && deepEqual(withoutHeartbeats(this.#node.status), withoutHeartbeats(status))) return
      const key = { namespace: '', name: nodeName }
      const before = this.#node.status?.conditions
      this.#node = await client.patch(
        nodes,
        key,
        { type: 'merge', patch: { status } },
        { subresource: 'status' },
      )
      this.#reportedMs = clock.now()
      for (const reason of changedConditions(before, status.conditions))
        tellNode(this.#options, reason, `Node ${nodeName} status is now: ${reason}`)
    } catch (err) {
      if (hasReason(err, 'NotFound')) this.#node = await register(this.#options)
      else logger.warn('cannot write the node status', { err })
    }
  }

  async #status(): Promise<NodeStatus> {
    const { client, clock, node, nodeName, isReady, images } = this.#options
    // Others write conditions too (unreachable, network): theirs must not be lost.
    const current =
      this.#reportedMs === 0 ? this.#node : await client.get(nodes, { namespace: '', name: nodeName })
    const { conditions: _conditions, ...facts } = statusOf(this.#options)
    return {
      ...facts,
      conditions: nodeConditions(current, await isReady(), clock),
      images: (await images()).slice(0, maxImages).map(imageOf),
    }
  }
}

/** Node events name the node by its name alone, as upstream's do. */
function tellNode(
  { events, nodeName: name }: NodeStatusReporterOptions,
  reason: string,
  message: string,
): void {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name, resourceVersion: '' } }
  events.event(node, { type: 'Normal', reason, message })
}

function statusOf({ node, port }: NodeStatusReporterOptions): NodeStatus {
  return {
    capacity: { ...node.capacity },
    allocatable: { ...node.allocatable },
    addresses: [...node.addresses],
    nodeInfo: node.nodeInfo,
    ...(port === undefined ? {} : { daemonEndpoints: { kubeletEndpoint: { Port: port } } }),
  }
}

function imageOf({ repoTags, repoDigests, sizeBytes }: Image): ContainerImage {
  return { names: [...repoDigests, ...repoTags], sizeBytes }
}

function withoutHeartbeats(status: NodeStatus | undefined): unknown {
  const conditions = (status?.conditions ?? []).map(({ lastHeartbeatTime: _time, ...condition }) => condition)
  const { capacity, allocatable, addresses, nodeInfo, images } = status ?? {}
  return { conditions, capacity, allocatable, addresses, nodeInfo, images: images ?? [] }
}

async function register({ client, node, nodeName }: NodeStatusReporterOptions): Promise<Node> {
  const podCidrs = node.podCidr ? { podCIDR: node.podCidr, podCIDRs: [node.podCidr] } : {}
  const draft: Draft<Node> = { metadata: { name: nodeName, labels: { ...node.labels } }, spec: podCidrs }
  try {
    return await client.create(nodes, draft)
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error
    const key = { namespace: '', name: nodeName }
    const known = await client.get(nodes, key)
    const isSame = Object.entries(node.labels).every(
      ([name, value]) => known.metadata.labels?.[name] === value,
    )
    if (isSame) return known
    return await client.patch(nodes, key, { type: 'merge', patch: { metadata: { labels: node.labels } } })
  }
}

export type { NodeFacts } from './node-facts.ts'
