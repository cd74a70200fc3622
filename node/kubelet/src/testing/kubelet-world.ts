import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Event, events, type Node, nodes, type Pod, type PodSpec, pods } from '@knarr/api/core/v1'
import { type Client, createClient, createEventRecorder } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import type { ContainerStatus } from '@knarr/rpc'
import type { KubeletConfiguration } from '../config/kubelet-configuration.ts'
import { Kubelet, type KubeletOptions } from '../kubelet.ts'
import type { ContainerScript } from './container-script.ts'
import { FakeRuntime } from './fake-runtime.ts'

export interface KubeletWorldOptions {
  /** How containers behave, by their name in the pod. */
  readonly scripts?: Readonly<Record<string, ContainerScript | ((attempt: number) => ContainerScript)>>
  readonly configuration?: Partial<KubeletConfiguration>
  readonly kubelet?: Partial<KubeletOptions>
}

const nodeName = 'node-1'

/** Counts the stops that wait for time to pass: a kubelet busy with them is as idle as it gets. */
class CountingRuntime extends FakeRuntime {
  stopping = 0

  override async stopContainer(id: string, timeoutMs: number): Promise<void> {
    this.stopping++
    await super.stopContainer(id, timeoutMs).finally(() => this.stopping--)
  }
}

/** One kubelet with a fake API and a fake runtime on a virtual clock; files go to a directory of its own. */
export class KubeletWorld {
  readonly clock: VirtualClock = new VirtualClock()
  readonly transport: FakeTransport = new FakeTransport({ clock: this.clock, gracefulPods: true })
  readonly client: Client = createClient(this.transport)
  readonly rootDirectory: string = mkdtempSync(join(tmpdir(), 'knarr-kubelet-'))
  /** Every changing call to the runtime: `startContainer web`. */
  readonly calls: string[] = []
  readonly runtime: CountingRuntime
  readonly #options: KubeletWorldOptions
  kubelet: Kubelet | undefined

  private constructor(options: KubeletWorldOptions) {
    this.#options = options
    this.runtime = new CountingRuntime({
      clock: this.clock,
      scriptFor: ({ metadata }) => {
        const script = options.scripts?.[metadata.name]
        return typeof script === 'function' ? script(metadata.attempt) : script
      },
      onCall: (name, subject) => this.calls.push(`${name} ${subject}`),
    })
  }

  /** A world whose kubelet is running. */
  static async start(options: KubeletWorldOptions = {}): Promise<KubeletWorld> {
    const world = new KubeletWorld(options)
    await world.startKubelet()
    return world
  }

  /** A world without a kubelet yet. */
  static create(options: KubeletWorldOptions = {}): KubeletWorld {
    return new KubeletWorld(options)
  }

  async startKubelet(): Promise<Kubelet> {
    const { clock, client, runtime, rootDirectory } = this
    const random = seededRandom(1)
    this.kubelet = await Kubelet.start({
      ...{ clock, client, random, runtime, rootDirectory, nodeName },
      logger: silentLogger,
      events: createEventRecorder({ client, clock, random, component: 'kubelet', host: nodeName }),
      nodeAddress: '172.30.0.1',
      node: facts,
      cgroupRoot: '',
      nodeDns: { servers: [], searches: [], options: [] },
      runOnNode: async () => {},
      ...(this.#options.configuration ? { configuration: this.#options.configuration } : {}),
      ...this.#options.kubelet,
    })
    await this.settle()
    return this.kubelet
  }

  /** Ends the world: the kubelet is stopped and its files are removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kubelet?.stop()
    await this.settle()
    rmSync(this.rootDirectory, { recursive: true, force: true })
  }

  /** A pod bound to the node, as the API server would store it. */
  async createPod(
    name: string,
    spec: Partial<PodSpec>,
    metadata: Partial<Pod['metadata']> = {},
  ): Promise<Pod> {
    const defaults = { nodeName, restartPolicy: 'Always', terminationGracePeriodSeconds: 30 }
    const pod = await this.client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'default', name, ...metadata },
      spec: { ...defaults, ...spec } as PodSpec,
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    })
    await this.settle()
    return pod
  }

  async pod(name: string): Promise<Pod | undefined> {
    const { items } = await this.client.list(pods, { namespace: 'default' })
    return items.find(({ metadata }) => metadata.name === name)
  }

  async node(): Promise<Node> {
    return await this.client.get(nodes, { namespace: '', name: nodeName })
  }

  async deletePod(name: string, gracePeriodSeconds?: number): Promise<void> {
    const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    await this.client.delete(pods, { namespace: 'default', name }, grace)
    await this.settle()
  }

  /** What was told about an object, oldest first: `Warning BackOff: …`. */
  async told(name: string): Promise<string[]> {
    await this.settle()
    const { items } = await this.client.list(events)
    const about = (event: Event): boolean => event.involvedObject.name === name
    return items.filter(about).map(({ type, reason, message }) => `${type} ${reason}: ${message}`)
  }

  /** The newest container of this name. */
  async container(name: string): Promise<ContainerStatus | undefined> {
    const all = await this.runtime.listContainers()
    return all.findLast(({ metadata }) => metadata.name === name)
  }

  async advance(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000, () => this.settle())
  }

  /** Lets what is ready run, files included: until no pod is being worked on. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await settle()
      const isIdle = this.kubelet?.isIdle ?? true
      quiet = isIdle || this.runtime.stopping > 0 ? quiet + 1 : 0
    }
  }
}

const capacity = { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' }

const facts: KubeletOptions['node'] = {
  name: nodeName,
  memoryBytes: 8 * 2 ** 30,
  capacity,
  allocatable: capacity,
  podCidr: '10.244.0.0/24',
  addresses: [{ type: 'Hostname', address: nodeName }],
  labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
  nodeInfo: {
    machineID: nodeName,
    systemUUID: nodeName,
    bootID: nodeName,
    kernelVersion: '6.1.0',
    osImage: 'test',
    containerRuntimeVersion: 'fake://0.1.0',
    kubeletVersion: 'v1.36.0',
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'amd64',
  },
}
