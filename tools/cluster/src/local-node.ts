import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createEventRecorder } from '@knarr/client'
import { Containerd, Kubelet, type NodeFacts, type NodeServing } from '@knarr/kubelet'
import {
  CommandError,
  clusterIdOf,
  listenInNode,
  loadBalancerCidrOf,
  type NodeNamespaces,
  openEgress,
  openNodeNamespaces,
  runCommand,
} from '@knarr/linux'
import { chooseProxyMode, type ProxyOptions, runProxy, type ServiceProxy } from '@knarr/proxy'
import type { Runtime } from '@knarr/rpc'
import { createSandboxRuntime, type ImageStore } from '@knarr/sandbox'
import type { Cluster } from './cluster.ts'
import { componentClient } from './component-client.ts'
import { localArchives, localImages, pauseArchive, pauseReference } from './local-images.ts'
import { readResolvConf } from './resolv-conf.ts'
import type { RuntimeChoice } from './runtime-choice.ts'
import { routeServices } from './service-route.ts'
import { version } from './version.ts'

export interface LocalNodeOptions {
  readonly cluster: Cluster
  readonly name: string
  /** The node's place among the cluster's nodes, from 0. */
  readonly index: number
  readonly runtime: RuntimeChoice
  /** The cluster's data directory. */
  readonly dataDirectory: string
  /** Shared by the nodes of this machine. */
  readonly imageStore: ImageStore | undefined
  /** The Node binary that examples run on. */
  readonly nodePath: string
  readonly architecture: string
  /** Where cluster IPs come from; the host reaches them through the first node. */
  readonly serviceCidr?: string
  /** Whether pods reach what the host reaches, in its name; they do unless told otherwise. */
  readonly podEgress?: boolean
  /** How services are routed: in nftables mode unless given. */
  readonly proxy?: Pick<ProxyOptions, 'mode' | 'ipvs' | 'iptables' | 'masqueradeBit'>
  /** What the machine is, for the node's status. */
  facts(node: { address: string; podCidr: string; runtimeVersion: string }): NodeFacts
}

interface Attached {
  readonly runtime: Runtime
  /** Lets go of the runtime: what runs goes on. */
  detach(): void
}

/** One node on this machine: its namespaces, its runtime, its kubelet and its proxy. */
export class LocalNode {
  readonly #namespaces: NodeNamespaces | undefined
  readonly #attached: Attached | undefined
  readonly #kubelet: Kubelet
  readonly #proxy: ServiceProxy | undefined
  readonly #cluster: Cluster
  readonly name: string

  private constructor(parts: {
    name: string
    cluster: Cluster
    namespaces: NodeNamespaces | undefined
    attached: Attached | undefined
    kubelet: Kubelet
    proxy: ServiceProxy | undefined
  }) {
    this.name = parts.name
    this.#cluster = parts.cluster
    this.#namespaces = parts.namespaces
    this.#attached = parts.attached
    this.#kubelet = parts.kubelet
    this.#proxy = parts.proxy
  }

  /** Resolves once the node is registered and runs what is bound to it. */
  static async start(options: LocalNodeOptions): Promise<LocalNode> {
    const { cluster, name, runtime } = options
    const namespaces = runtime.kind === 'none' ? undefined : await openNamespaces(options)
    const attached = namespaces && (await attachRuntime(options, namespaces))
    const proxy = namespaces && (await startProxy(options, namespaces))
    if (namespaces && options.index === 0) await connectWithHost(options, namespaces)
    const kubelet = await startKubelet(options, namespaces, attached?.runtime)
    if (kubelet.api) cluster.kubelets.add(name, kubelet.api)
    return new LocalNode({ name, cluster, namespaces, attached, kubelet, proxy })
  }

  /** The address on which the node's pods reach this process. */
  get hostAddress(): string | undefined {
    return this.#namespaces?.hostAddress
  }

  /** Where addresses of load balancers are from; the host reaches them through the first node. */
  get loadBalancerCidr(): string | undefined {
    return this.#namespaces && loadBalancerCidrOf(this.#namespaces.network.lanCidr)
  }

  /** Resolves once the cluster's services can be reached from the node and its pods, or that was tried in vain. */
  async servicesReachable(): Promise<void> {
    await this.#proxy?.synced()
  }

  /** Lets go of the node: its pods go on, and the next start finds them. */
  async stop(): Promise<void> {
    this.#cluster.kubelets.remove(this.name)
    await this.#proxy?.stop()
    await this.#kubelet.stop()
    this.#attached?.detach()
  }

  /** Ends the node with everything in it. */
  async destroy(): Promise<void> {
    await this.stop()
    await this.#namespaces?.close()
  }
}

async function openNamespaces({
  name,
  index,
  dataDirectory,
  cluster,
  serviceCidr = '',
}: LocalNodeOptions): Promise<NodeNamespaces> {
  const reserved = serviceCidr.includes('.') ? [serviceCidr] : []
  const { clock } = cluster
  return await openNodeNamespaces({ name, index, stateDirectory: dataDirectory, clock, reserved })
}

async function attachRuntime(options: LocalNodeOptions, node: NodeNamespaces): Promise<Attached> {
  const { cluster, dataDirectory, name, runtime, architecture } = options
  const { clock, random, logger } = cluster
  const images = localImages(options)
  const directory = join(dataDirectory, 'nodes', name)
  if (runtime.kind === 'sandbox') {
    const { imageStore } = options
    const sandbox = await createSandboxRuntime({
      ...{ node, clock, random, localImages: images },
      stateDirectory: join(directory, 'sandbox'),
      ...(imageStore ? { imageStore } : {}),
    })
    return { runtime: sandbox, detach: () => sandbox.close() }
  }
  const archives = join(dataDirectory, 'images', 'archives')
  const containerd = await Containerd.start({
    ...{ node, clock, logger: logger.child('containerd') },
    rootDirectory: join(directory, 'containerd'),
    // Unix sockets allow 107 bytes: a data directory may be deeper than that.
    stateDirectory: `/run/knarr/${clusterIdOf(dataDirectory)}/${name}`,
    pauseImage: pauseReference,
    pauseArchive: () => pauseArchive(architecture, archives),
    localImages: localArchives(images, archives),
  })
  return { runtime: containerd.runtime, detach: () => containerd.detach() }
}

async function startKubelet(
  options: LocalNodeOptions,
  namespaces: NodeNamespaces | undefined,
  runtime: Runtime | undefined,
): Promise<Kubelet> {
  const { cluster, name, dataDirectory } = options
  const { clock, random, logger } = cluster
  const user = { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }
  const client = componentClient(cluster, user, 'kubelet')
  const rootDirectory = join(dataDirectory, 'nodes', name, 'kubelet')
  const staticPodPath = join(dataDirectory, 'nodes', name, 'manifests')
  await mkdir(rootDirectory, { recursive: true, mode: 0o750 })
  await mkdir(staticPodPath, { recursive: true, mode: 0o750 })
  const running = await runtime?.version()
  const runtimeVersion = running ? `${running.runtimeName}://${running.runtimeVersion}` : `none://${version}`
  const address = namespaces?.address ?? '127.0.0.1'
  const podCidr = namespaces?.podCidr ?? ''
  return await Kubelet.start({
    ...{ client, clock, random, runtime, rootDirectory },
    ...(options.runtime.problem ? { runtimeProblem: options.runtime.problem } : {}),
    logger: logger.child(`kubelet-${name}`),
    events: createEventRecorder({ client, clock, random, component: 'kubelet', host: name }),
    nodeName: name,
    nodeAddress: address,
    node: options.facts({ address, podCidr, runtimeVersion }),
    cgroupRoot: namespaces?.cgroup ?? '',
    configuration: { staticPodPath, clusterDNS: [cluster.dnsAddress] },
    nodeDns: readResolvConf('/etc/resolv.conf'),
    ...(namespaces ? { serving: await servingIn(namespaces, cluster) } : {}),
    runOnNode: async (argv) => {
      await runCommand(namespaces ? namespaces.enter(argv) : [...argv])
    },
  })
}

/** With a certificate of the cluster's authority, so that whoever trusts the API server trusts the node. */
async function servingIn({ name, address, enter }: NodeNamespaces, cluster: Cluster): Promise<NodeServing> {
  const certificates = await cluster.certificates()
  const { cert, key } = await certificates.kubeletServing(name, [address])
  return {
    listen: listenInNode(enter),
    address: { host: '0.0.0.0', port: 10250 },
    tls: { cert, key, clientCa: certificates.authority.cert },
  }
}

async function startProxy(options: LocalNodeOptions, node: NodeNamespaces): Promise<ServiceProxy> {
  const { cluster, proxy = {} } = options
  const { mode: wanted = 'nftables', ipvs } = proxy
  const { clock, random } = cluster
  const logger = cluster.logger.child(`kube-proxy-${node.name}`)
  const mode = await chooseProxyMode({
    wanted,
    scheduler: ipvs?.scheduler,
    logger,
    run: runCommand,
    enter: node.enter,
  })
  const user = { name: 'system:kube-proxy', groups: ['system:authenticated'] }
  return runProxy({
    client: componentClient(cluster, user, 'kube-proxy'),
    ...{ ...proxy, clock, random, logger, mode },
    ...{ nodeName: node.name, nodeIps: [node.address], podCidrs: [node.podCidr], enter: node.enter },
    minSyncPeriodMs: 100,
    hasOwnNetwork: true,
    listeners: { health: { host: '0.0.0.0', port: 10256 }, metrics: { host: '127.0.0.1', port: 10249 } },
  })
}

/** The host reaches services, and pods what the host reaches. */
async function connectWithHost(options: LocalNodeOptions, node: NodeNamespaces): Promise<void> {
  const isOpen = options.podEgress ?? true
  await Promise.all([letHostReachServices(options, node), isOpen && letPodsOut(options, node)])
}

async function letPodsOut({ cluster }: LocalNodeOptions, node: NodeNamespaces): Promise<void> {
  try {
    await openEgress(node.network, runCommand)
  } catch (error) {
    const reason = error instanceof CommandError ? error.stderr.trim() : String(error)
    cluster.logger.warn('pods reach this machine, and nothing beyond it', { reason })
  }
}

async function letHostReachServices(options: LocalNodeOptions, node: NodeNamespaces): Promise<void> {
  const { serviceCidr, cluster } = options
  const { servers: nameServers } = readResolvConf('/etc/resolv.conf')
  for (const cidr of [serviceCidr, loadBalancerCidrOf(node.network.lanCidr)]) {
    if (!cidr || cidr.includes(':')) continue
    const reason = await routeServices(node, { serviceCidr: cidr, nameServers, run: runCommand })
    if (reason) cluster.logger.warn('the host does not reach services at their addresses', { cidr, reason })
  }
}

/** Ends the nodes that a data directory's cluster left running, and removes what they kept elsewhere. */
export async function removeLocalNodes(dataDirectory: string): Promise<void> {
  for (const [index, name] of nodeNamesIn(dataDirectory).entries()) {
    const node = await openNodeNamespaces({ name, index, stateDirectory: dataDirectory })
    await node.close()
  }
  await rm(`/run/knarr/${clusterIdOf(dataDirectory)}`, { recursive: true, force: true })
}

/** Nodes that have files, and one at least where there are namespaces: closing the last removes the network too. */
function nodeNamesIn(dataDirectory: string): string[] {
  const namesIn = (directory: string): string[] => (existsSync(directory) ? readdirSync(directory) : [])
  const names = namesIn(join(dataDirectory, 'nodes'))
  const isCutShort = names.length === 0 && existsSync(join(dataDirectory, 'namespaces'))
  return isCutShort ? ['knarr-1'] : names
}
