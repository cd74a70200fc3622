import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import {
  initCgroup,
  isAlive,
  killAndWait,
  type ProcessIdentity,
  pidOf,
  processIdentity,
  readJsonFile,
  writeJsonFile,
} from '@knarr/linux'
import { type PodSandboxConfig, type PodSandboxStatus, RuntimeError } from '@knarr/rpc'
import { newId, type RuntimeScene } from '../runtime-scene.ts'
import { AddressPool } from './address-pool.ts'
import { type HostPort, hostPortRules } from './host-ports.ts'
import { connectPod, disconnectPod, linkName } from './pod-network.ts'
import { sandboxProgram } from './sandbox-program.ts'

/** A pod's sandbox as it is written down. */
export interface SandboxRecord {
  readonly id: string
  readonly config: PodSandboxConfig
  readonly createdAtMs: number
  /** The process that holds its namespaces. */
  readonly holder?: ProcessIdentity
  readonly address?: string
  readonly stopped?: boolean
}

/** The sandboxes of a node: namespaces held by a process, and a link to the node. */
export class PodSandboxes {
  readonly #scene: RuntimeScene
  readonly #records = new Map<string, SandboxRecord>()
  readonly #addresses: AddressPool
  #portsTurn: Promise<void> = Promise.resolve()

  constructor(scene: RuntimeScene) {
    this.#scene = scene
    this.#addresses = new AddressPool(scene.node.podCidr)
    mkdirSync(this.#root, { recursive: true })
    for (const id of readdirSync(this.#root)) this.#load(id)
  }

  get #root(): string {
    return `${this.#scene.directory}/sandboxes`
  }

  directoryOf(id: string): string {
    return `${this.#root}/${id}`
  }

  #load(id: string): void {
    const record = readJsonFile<SandboxRecord>(`${this.directoryOf(id)}/sandbox.json`)
    if (!record) {
      rmSync(this.directoryOf(id), { recursive: true, force: true })
      return
    }
    this.#records.set(id, record)
    if (record.address) this.#addresses.keep(record.address)
  }

  find(id: string): SandboxRecord {
    const record = this.#records.get(id)
    if (!record)
      throw new RuntimeError(
        'NotFound',
        `an error occurred when try to find sandbox ${JSON.stringify(id)}: not found`,
      )
    return record
  }

  has(id: string): boolean {
    return this.#records.has(id)
  }

  /** A sandbox whose namespaces are there to be joined. */
  ready(id: string): SandboxRecord & { readonly holder: ProcessIdentity } {
    const record = this.find(id)
    const { holder } = record
    if (!holder || !isReady(record))
      throw new RuntimeError('Unknown', `sandbox container ${JSON.stringify(id)} is not running`)
    return { ...record, holder }
  }

  async run(config: PodSandboxConfig): Promise<string> {
    const id = newId(this.#scene)
    const createdAtMs = this.#scene.clock.now()
    mkdirSync(this.directoryOf(id), { recursive: true, mode: 0o700 })
    this.#writeFiles(id, config)
    this.#save({ id, config, createdAtMs })
    try {
      await this.#start(id)
    } catch (error) {
      await this.stop(id)
      await this.remove(id)
      throw new RuntimeError('Unknown', `failed to create pod sandbox: ${(error as Error).message}`, {
        cause: error,
      })
    }
    this.#scene.emit({ podSandboxId: id, type: 'started' })
    return id
  }

  async #start(id: string): Promise<void> {
    const record = this.find(id)
    const { config } = record
    const holder = await this.#startHolder(config)
    this.#save({ ...record, holder })
    if (config.namespaces.network === 'NODE') return
    const address = this.#addresses.take()
    this.#save({ ...record, holder, address })
    const { gateway } = this.#addresses
    const { run, node } = this.#scene
    await connectPod(run, node, { holderPid: holder.pid, address, gateway, link: linkName(id) })
    if (config.portMappings.some(({ hostPort }) => hostPort > 0)) await this.#applyHostPorts()
  }

  async #startHolder(config: PodSandboxConfig): Promise<ProcessIdentity> {
    const { runner, node, cgroups } = this.#scene
    const program = sandboxProgram({
      machine: runner.machine,
      nodeInit: node.initPid,
      cgroup: cgroups.joinFiles(initCgroup(node.cgroup)),
      hostname: config.namespaces.network === 'NODE' ? '' : config.hostname,
      ownNetwork: config.namespaces.network !== 'NODE',
      ownIpc: config.namespaces.ipc !== 'NODE',
      ownPid: config.namespaces.pid === 'POD',
      sysctls: config.sysctls,
    })
    const [report] = await runner.run(program)
    const holder = report && processIdentity(pidOf(report.bytes))
    if (!holder) throw new Error("the holder of the pod's namespaces ended at once")
    return holder
  }

  #writeFiles(id: string, { dns, hostname }: PodSandboxConfig): void {
    const directory = this.directoryOf(id)
    writeFileSync(`${directory}/hostname`, `${hostname || this.#scene.node.name}\n`, { mode: 0o644 })
    if (!dns) {
      copyFileSync('/etc/resolv.conf', `${directory}/resolv.conf`)
      return
    }
    const lines = [
      ...(dns.searches.length > 0 ? [`search ${dns.searches.join(' ')}`] : []),
      ...dns.servers.map((server) => `nameserver ${server}`),
      ...(dns.options.length > 0 ? [`options ${dns.options.join(' ')}`] : []),
    ]
    writeFileSync(`${directory}/resolv.conf`, `${lines.join('\n')}\n`, { mode: 0o644 })
  }

  /** Ends the holder and the network. What runs in it must have been ended before. */
  async stop(id: string): Promise<void> {
    const record = this.#records.get(id)
    if (!record || record.stopped) return
    const { run, node, clock } = this.#scene
    if (record.holder) await killAndWait(record.holder, clock)
    if (record.config.namespaces.network !== 'NODE') await disconnectPod(run, node, linkName(id))
    if (record.address) this.#addresses.release(record.address)
    this.#save({ ...record, stopped: true })
    if (record.config.portMappings.length > 0) await this.#applyHostPorts()
    this.#scene.emit({ podSandboxId: id, type: 'stopped' })
  }

  async remove(id: string): Promise<void> {
    const record = this.#records.get(id)
    if (!record) return
    this.#records.delete(id)
    rmSync(this.directoryOf(id), { recursive: true, force: true })
    await this.#removeCgroup(record.config.cgroupParent)
    this.#scene.emit({ podSandboxId: id, type: 'deleted' })
  }

  /** A pod's cgroup goes with its last sandbox. */
  async #removeCgroup(parent: string): Promise<void> {
    const isUsed = [...this.#records.values()].some(({ config }) => config.cgroupParent === parent)
    if (isUsed || parent.split('/').filter(Boolean).length === 0) return
    await this.#scene.cgroups.remove(this.#scene.node.cgroup + parent.replace(/\/+$/, ''))
  }

  status(id: string): PodSandboxStatus {
    return statusOf(this.find(id))
  }

  list(): PodSandboxStatus[] {
    return [...this.#records.values()].map(statusOf)
  }

  /** The rules of all pods at once, one change after the other. */
  #applyHostPorts(): Promise<void> {
    const { run, node } = this.#scene
    const apply = async (): Promise<void> => {
      const ports = [...this.#records.values()].flatMap(hostPortsOf)
      await run(node.enter(['nft', '-f', '-']), { input: hostPortRules(ports) })
    }
    const turn = this.#portsTurn.then(apply, apply)
    this.#portsTurn = turn.catch(() => undefined)
    return turn
  }

  #save(record: SandboxRecord): void {
    this.#records.set(record.id, record)
    writeJsonFile(`${this.directoryOf(record.id)}/sandbox.json`, record)
  }
}

function isReady({ holder, stopped }: SandboxRecord): boolean {
  return !stopped && holder !== undefined && isAlive(holder)
}

function statusOf(record: SandboxRecord): PodSandboxStatus {
  const { id, config, createdAtMs, address } = record
  return {
    id,
    metadata: config.metadata,
    state: isReady(record) ? 'READY' : 'NOTREADY',
    createdAtMs,
    ips: address && !record.stopped ? [address] : [],
    labels: config.labels,
    annotations: config.annotations,
  }
}

function hostPortsOf({ config, address, stopped }: SandboxRecord): HostPort[] {
  if (!address || stopped) return []
  return config.portMappings
    .filter(({ hostPort }) => hostPort > 0)
    .map((mapping) => ({ ...mapping, address }))
}
