import { type Pod, pods, services } from '@knarr/api/core/v1'
import { type Client, createInformerFactory, type EventRecorder, type InformerFactory } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { Backoff } from '@knarr/controller'
import { type Clock, parseQuantity, type Random } from '@knarr/machinery'
import { type KubeletApi, type Runtime, RuntimeError } from '@knarr/rpc'
import { ActuatedResources } from './allocation/actuated-resources.ts'
import { PodAllocations } from './allocation/pod-allocations.ts'
import { type KubeletConfiguration, withDefaults } from './config/kubelet-configuration.ts'
import { MirrorPods } from './config/mirror-pods.ts'
import { PodManager } from './config/pod-manager.ts'
import { StaticPodDirectory } from './config/static-pod-directory.ts'
import { apiObjectSource } from './container-config/object-source.ts'
import type { DnsSettings } from './container-config/pod-network.ts'
import { ContainerLogManager } from './logs/container-log-manager.ts'
import { type NodeFacts, NodeStatusReporter } from './node-status/node-status-reporter.ts'
import { PodLifecycleEvents } from './pleg/pod-lifecycle-events.ts'
import { PodWorkers } from './pod-workers/pod-workers.ts'
import { ProbeManager } from './probes/probe-manager.ts'
import { ImagePuller } from './runtime-manager/image-puller.ts'
import { PodPaths } from './runtime-manager/pod-paths.ts'
import { pullAuthOf } from './runtime-manager/pull-secrets.ts'
import type { Scene } from './runtime-manager/scene.ts'
import { KubeletServer } from './server/kubelet-server.ts'
import type { RouteParts } from './server/routes/route.ts'
import { type NodeServing, startNodeServer } from './server/start-node-server.ts'
import { NodeStats } from './stats/node-stats.ts'
import { lastWords } from './status/last-words.ts'
import { StatusManager } from './status/status-manager.ts'
import { VolumeManager } from './volumes/volume-manager.ts'

export interface KubeletOptions {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly events: EventRecorder
  /** What runs containers; without one the node says it is not ready, and why. */
  readonly runtime: Runtime | undefined
  readonly runtimeProblem?: string
  /** Pods' files and logs live below it. */
  readonly rootDirectory: string
  readonly nodeName: string
  readonly nodeAddress: string
  readonly node: NodeFacts
  readonly cgroupRoot: string
  readonly nodeDns: DnsSettings['node']
  /** Runs a command inside the node's namespaces. */
  runOnNode(argv: readonly string[]): Promise<void>
  readonly configuration?: Partial<KubeletConfiguration>
  /** Where the node answers for itself by HTTPS; nowhere unless given. */
  readonly serving?: NodeServing
}

interface RunningParts {
  readonly workers: PodWorkers
  readonly pleg: PodLifecycleEvents
  readonly scene: Scene
  readonly server: KubeletServer
  readonly logs: ContainerLogManager
  readonly staticPods: StaticPodDirectory | undefined
}

/** One node's agent: registers the node, runs the pods bound to it, and answers for them. */
export class Kubelet {
  readonly #stop = new AbortController()
  readonly #options: KubeletOptions
  readonly #configuration: KubeletConfiguration
  #informers: InformerFactory
  #reporter: NodeStatusReporter | undefined
  #running: RunningParts | undefined

  private constructor(options: KubeletOptions) {
    this.#options = options
    this.#configuration = withDefaults(options.configuration)
    const { client, clock, random, logger } = options
    this.#informers = createInformerFactory({ client, clock, random, logger })
  }

  /** Resolves once the node is registered and, where it can run pods, does. */
  static async start(options: KubeletOptions): Promise<Kubelet> {
    const kubelet = new Kubelet(options)
    const { runtime } = options
    const registered = kubelet.#register()
    if (runtime) await kubelet.#runPods(runtime)
    await registered
    return kubelet
  }

  /** What the API server may ask; undefined while nothing can run here. */
  get api(): KubeletApi | undefined {
    return this.#running?.server
  }

  /** Whether no pod and none of its files is being worked on at this moment. */
  get isIdle(): boolean {
    const { workers, logs, staticPods } = this.#running ?? {}
    return [workers, logs, staticPods].every((part) => part?.isIdle ?? true)
  }

  /** Lets go of the node: its containers go on, and the next kubelet finds them. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.#running?.workers.stop()
    this.#running?.pleg.stop()
    this.#running?.scene.probes.stop()
    this.#running?.logs.stop()
    this.#running?.staticPods?.stop()
    await this.#reporter?.stop()
  }

  async #register(): Promise<void> {
    const { client, clock, random, logger, nodeName, node, runtime, events } = this.#options
    const { nodeStatusUpdateFrequencyMs, nodeStatusReportFrequencyMs, nodeLeaseDurationSeconds } =
      this.#configuration
    this.#reporter = await NodeStatusReporter.start({
      ...{ nodeName, client, clock, random, logger, node, events },
      port: this.#options.serving?.address.port,
      isReady: () => this.#isReady(),
      images: async () => (await runtime?.listImages()) ?? [],
      statusFrequencyMs: nodeStatusUpdateFrequencyMs,
      reportFrequencyMs: nodeStatusReportFrequencyMs,
      leaseDurationSeconds: nodeLeaseDurationSeconds,
    })
  }

  async #isReady(): Promise<{ ready: boolean; message: string }> {
    const { runtime, runtimeProblem = 'no container runtime' } = this.#options
    if (!runtime) return { ready: false, message: `container runtime is down: ${runtimeProblem}` }
    try {
      const { conditions } = await runtime.status()
      const failed = conditions.filter(({ status }) => !status)
      const message = failed.map(
        ({ type, reason, message: text }) => `${type} is false: reason:${reason} message:${text}`,
      )
      return { ready: failed.length === 0, message: message.join('; ') }
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error
      return { ready: false, message: `container runtime is down: ${error.message}` }
    }
  }

  async #runPods(runtime: Runtime): Promise<void> {
    const { client, clock, logger, nodeName } = this.#options
    const { signal } = this.#stop
    const manager = new PodManager(
      this.#informers.informer(pods, { fieldSelector: `spec.nodeName=${nodeName}` }),
    )
    this.#informers.informer(services)
    let workers: PodWorkers | undefined
    const wake = (uid: string): void => workers?.wake(uid)
    const onError = (err: unknown): void => logger.error('cannot list the runtime', { err })
    const pleg = new PodLifecycleEvents({ runtime, clock, onChange: wake, onError })
    const scene = this.#scene(runtime, wake)
    const { runtimeName } = await runtime.version()
    const mirrors = new MirrorPods({ client, logger, nodeName, pods: manager })
    workers = new PodWorkers({
      ...{ scene, pleg, runtimeName, mirrors, pods: manager },
      statuses: new StatusManager(client, manager),
      syncFrequencyMs: this.#configuration.syncFrequencyMs,
      messageOf: ({ metadata }, status) => lastWords({ namespace: '', ...metadata }, status, scene.paths),
    })
    const staticPods = this.#staticPods(manager)
    this.#informers.start(signal)
    await Promise.all([pleg.start(), this.#informers.synced(signal), staticPods?.start()])
    workers.follow(manager)
    void mirrors.removeOrphans()
    const { paths } = scene
    const server = new KubeletServer({ runtime, pods: manager, pleg, paths, clock })
    this.#serve({ runtime, api: server, pods: manager, pleg })
    const logs = this.#logs(runtime, pleg, paths)
    this.#running = { workers, pleg, scene, server, logs, staticPods }
  }

  #serve({ runtime, ...parts }: { runtime: Runtime } & Pick<RouteParts, 'api' | 'pods' | 'pleg'>): void {
    const { serving, nodeName, client, clock, logger, cgroupRoot, rootDirectory, node } = this.#options
    if (!serving) return
    const { pleg } = parts
    const memoryCapacityBytes = node.memoryBytes
    const where = { nodeName, cgroupRoot, rootDirectory, memoryCapacityBytes }
    const stats = new NodeStats({ ...where, runtime, pleg, clock })
    startNodeServer({
      ...{ serving, nodeName, client, logger, signal: this.#stop.signal },
      parts: { ...parts, stats, clock, configuration: this.#configuration },
    })
  }

  #staticPods(manager: PodManager): StaticPodDirectory | undefined {
    const { clock, logger, nodeName } = this.#options
    const { staticPodPath: path, fileCheckFrequencyMs: checkFrequencyMs } = this.#configuration
    if (!path) return undefined
    const onPods = (found: readonly Pod[]): void => manager.setStaticPods(found)
    return new StaticPodDirectory({ path, nodeName, clock, logger, checkFrequencyMs, onPods })
  }

  #logs(runtime: Runtime, pleg: PodLifecycleEvents, paths: PodPaths): ContainerLogManager {
    const { clock, logger } = this.#options
    const { containerLogMaxSize, containerLogMaxFiles, containerLogMonitorIntervalMs } = this.#configuration
    return new ContainerLogManager({
      ...{ runtime, pleg, paths, clock, logger },
      maxSizeBytes: Number(parseQuantity(containerLogMaxSize).value()),
      maxFiles: containerLogMaxFiles,
      intervalMs: containerLogMonitorIntervalMs,
    })
  }

  #scene(runtime: Runtime, wake: (uid: string) => void): Scene {
    const { client, clock, random, logger, events } = this.#options
    const { rootDirectory, nodeName, nodeAddress, cgroupRoot, node } = this.#options
    const { clusterDNS, clusterDomain } = this.#configuration
    const source = apiObjectSource(client)
    const paths = new PodPaths(rootDirectory)
    return {
      ...{ runtime, clock, logger, events, source, paths, cgroupRoot },
      volumes: new VolumeManager({
        ...{ rootDirectory, nodeName, source, client, clock, logger },
        run: this.#options.runOnNode,
        mountImage: (image, directory) => runtime.mountImage(image, directory),
      }),
      probes: new ProbeManager({ clock, random, logger, runtime, events, onChange: wake }),
      allocations: new PodAllocations(),
      actuated: new ActuatedResources(),
      images: new ImagePuller({
        runtime,
        clock,
        events,
        authFor: (pod, image) => pullAuthOf(pod, image, source),
      }),
      dns: { clusterServers: clusterDNS, clusterDomain, node: this.#options.nodeDns },
      restartBackoff: new Backoff(clock, 10_000, 300_000),
      hostIp: nodeAddress,
      nodeMemoryBytes: node.memoryBytes,
      allocatable: node.allocatable,
      services: () => this.#informers.lister.list(services),
    }
  }
}
