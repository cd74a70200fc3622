import { readdirSync } from 'node:fs'
import { type Clock, systemClock } from '@knarr/machinery'
import { Cgroups } from './cgroups.ts'
import { cidrText, parseCidr, subnetAt } from './cidr.ts'
import {
  type ClusterNetwork,
  chooseClusterNetwork,
  clusterIdOf,
  identityReported,
  type Lan,
  makeRouter,
  namespacesDirectory,
  nodeAddress,
  openLan,
  removeLan,
} from './cluster-network.ts'
import {
  daemonize,
  kernel,
  openAs,
  raiseLoopback,
  reportPid,
  sleepForever,
  writeFile,
} from './elf/process-steps.ts'
import { SyscallProgram } from './elf/syscall-program.ts'
import { SyscallRunner } from './elf/syscall-runner.ts'
import { holdProcess } from './hold-process.ts'
import { runIpBatches } from './ip-batch.ts'
import { readJsonFile, removeFile, writeJsonFile } from './json-file.ts'
import type { EgressNetwork } from './pod-egress.ts'
import { isAlive, killAndWait, type ProcessIdentity } from './process-identity.ts'
import { CommandError, type RunCommand, runCommand } from './run-command.ts'

/**
 * A node as a set of Linux namespaces (pid, net, mount, uts, ipc) that outlive the process which made them.
 *
 * The node has one address on a small LAN that the host reaches over a single link; its pods' addresses are
 * routed through it. Everything in it dies with `close`.
 */
export interface NodeNamespaces {
  readonly name: string
  /** The node's init, as the host sees it. */
  readonly initPid: number
  /** The node's own address, reachable from the host and from the other nodes. */
  readonly address: string
  /** The host's address on the LAN: where the node and its pods reach the API server. */
  readonly hostAddress: string
  readonly podCidr: string
  /** What the host knows of the network of the node's cluster. */
  readonly network: EgressNetwork
  /** The node's cgroup, relative to the root of the hierarchies; pods' `cgroupParent`s stand below it. */
  readonly cgroup: string
  /** Whether these namespaces were found alive rather than made. */
  readonly adopted: boolean
  /** `command` with what it takes to run it inside the node (an `nsenter` prefix). */
  enter(command: readonly string[]): string[]
  /** Ends everything in the node and removes its links, mounts and cgroups. Idempotent. */
  close(): Promise<void>
}

export interface NodeNamespacesOptions {
  readonly name: string
  /** The node's place among the cluster's nodes, from 0: it decides its address. */
  readonly index: number
  /** The cluster's directory: its nodes share a LAN, another directory's do not see them. */
  readonly stateDirectory: string
  /** By default the `index`-th /24 of `clusterCidr`. */
  readonly podCidr?: string
  /** By default what {@link chooseClusterNetwork} chooses. */
  readonly clusterCidr?: string
  readonly lanCidr?: string
  /** IPv4 networks that are not to be chosen: those of services. */
  readonly reserved?: readonly string[]
  readonly run?: RunCommand
  readonly clock?: Clock
}

interface NodeRecord {
  readonly init: ProcessIdentity
  /** The LAN it is plugged into; another one's nodes cannot be reached from this one. */
  readonly lan: ProcessIdentity
  readonly address: string
  readonly podCidr: string
  /** The LAN's end of its link. */
  readonly port: string
}

interface Scene {
  readonly options: NodeNamespacesOptions
  readonly lan: Lan
  readonly run: RunCommand
  readonly clock: Clock
  readonly cgroup: string
}

/** Makes the namespaces of a node, or finds them again after the process that made them was killed. */
export function openNodeNamespaces(options: NodeNamespacesOptions): Promise<NodeNamespaces> {
  return exclusively(options.stateDirectory, async () => {
    const { stateDirectory, name } = options
    const run = options.run ?? runCommand
    const clock = options.clock ?? systemClock
    const lan = await lanOf(options, run, clock)
    const cgroup = `/knarr-${clusterIdOf(stateDirectory)}/${name}`
    const scene: Scene = { options, lan, run, clock, cgroup }
    const known = readJsonFile<NodeRecord>(recordFile(scene))
    if (known && isAlive(known.init) && known.lan.pid === lan.holder.pid) return handleOf(scene, known, true)
    if (known) await killAndWait(known.init, clock)
    return handleOf(scene, await make(scene), false)
  })
}

/** Another cluster may take the chosen network at the same time; then another one is chosen. */
async function lanOf(options: NodeNamespacesOptions, run: RunCommand, clock: Clock): Promise<Lan> {
  const { stateDirectory } = options
  for (let attempt = 1; ; attempt++) {
    const network = await networkOf(options, run)
    try {
      return await openLan({ stateDirectory, network, run, clock })
    } catch (error) {
      const isTaken = error instanceof CommandError && error.stderr.includes('File exists')
      if (!isTaken || attempt === 5) throw error
    }
  }
}

async function networkOf(options: NodeNamespacesOptions, run: RunCommand): Promise<ClusterNetwork> {
  const { clusterCidr, lanCidr } = options
  if (clusterCidr && lanCidr) return { clusterCidr, lanCidr }
  const chosen = await chooseClusterNetwork(options.stateDirectory, run, options.reserved)
  return { clusterCidr: clusterCidr ?? chosen.clusterCidr, lanCidr: lanCidr ?? chosen.lanCidr }
}

async function make(scene: Scene): Promise<NodeRecord> {
  const { options, lan, clock } = scene
  const address = nodeAddress(lan.lanCidr, options.index)
  const podCidr = options.podCidr ?? cidrText(subnetAt(parseCidr(lan.clusterCidr), 24, options.index))
  const init = await startInit(scene)
  const record = { init, lan: lan.holder, address, podCidr, port: `n${options.index}` }
  try {
    await connect(scene, record)
  } catch (error) {
    await killAndWait(init, clock)
    throw error
  }
  writeJsonFile(recordFile(scene), record)
  return record
}

async function startInit({ options, cgroup, clock }: Scene): Promise<ProcessIdentity> {
  const runner = new SyscallRunner(namespacesDirectory(options.stateDirectory))
  const program = new SyscallProgram(runner.machine)
  const cgroups = new Cgroups(clock)
  const ownGroup = initCgroup(cgroup)
  cgroups.create(ownGroup)
  const { CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID } = kernel
  daemonize(program, () => {
    openAs(program, 100, '/proc', kernel.O_RDONLY)
    for (const file of cgroups.joinFiles(ownGroup)) writeFile(program, file, '0')
    const namespaces = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID
    program.call('unshare', [namespaces], { what: 'make namespaces' })
    program.fork(() => {
      program.call('sethostname', [program.text(options.name), Buffer.byteLength(options.name)], {
        what: 'set hostname',
      })
      mountNode(program)
      makeRouter(program)
      raiseLoopback(program)
      reportPid(program, 100)
      sleepForever(program)
    })
    program.call('exit_group', [0])
  })
  return identityReported(runner, program)
}

/** The host's mounts go on to appear in the node, the node's never on the host; inside they are shared. */
function mountNode(program: SyscallProgram): void {
  const root = program.text('/')
  const { MS_REC, MS_SLAVE, MS_SHARED, MS_NOSUID, MS_NODEV, MS_NOEXEC } = kernel
  program.call('mount', [0, root, 0, MS_REC | MS_SLAVE, 0], { what: 'make mounts slaves' })
  program.call('mount', [0, root, 0, MS_REC | MS_SHARED, 0], { what: 'make mounts shared' })
  const proc = program.text('proc')
  const flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
  program.call('mount', [proc, program.text('/proc'), proc, flags, 0], { what: 'mount /proc' })
}

async function connect({ lan, run }: Scene, { init, address, podCidr, port }: NodeRecord): Promise<void> {
  const { prefix } = parseCidr(lan.lanCidr)
  const router = [`link set ${port} master br0 up`, `route replace ${podCidr} via ${address}`]
  const node = [
    `addr add ${address}/${prefix} dev eth0`,
    'link set eth0 up',
    `route add default via ${lan.hostAddress}`,
    `route add ${lan.clusterCidr} via ${lan.routerAddress}`,
  ]
  const { pid } = lan.holder
  await runIpBatches(run, [
    { pid, commands: [`link del ${port}`], force: true },
    { commands: [`link add ${port} netns ${pid} type veth peer name eth0 netns ${init.pid}`] },
    { pid, commands: router },
    { pid: init.pid, commands: node },
  ])
}

function handleOf(scene: Scene, record: NodeRecord, adopted: boolean): NodeNamespaces {
  const { name, stateDirectory } = scene.options
  const { init } = record
  let closing: Promise<void> | undefined
  return {
    name,
    initPid: init.pid,
    address: record.address,
    hostAddress: scene.lan.hostAddress,
    podCidr: record.podCidr,
    network: scene.lan,
    cgroup: scene.cgroup,
    adopted,
    enter: (command) => ['nsenter', '-t', String(init.pid), '-m', '-u', '-i', '-n', '-p', '--', ...command],
    close() {
      closing ??= holdProcess(() => exclusively(stateDirectory, () => remove(scene, record)))
      return closing
    },
  }
}

async function remove(scene: Scene, record: NodeRecord): Promise<void> {
  const { run, clock, cgroup, options, lan } = scene
  await killAndWait(record.init, clock)
  const cgroups = new Cgroups(clock)
  await cgroups.kill(cgroup)
  await cgroups.remove(cgroup)
  if (isAlive(lan.holder)) {
    const commands = [`link del ${record.port}`, `route del ${record.podCidr}`]
    await runIpBatches(run, [{ pid: lan.holder.pid, commands, force: true }])
  }
  removeFile(recordFile(scene))
  if (nodesOf(options.stateDirectory).length > 0) return
  await removeLan({ stateDirectory: options.stateDirectory, network: lan, run, clock })
  await cgroups.remove(cgroup.slice(0, cgroup.lastIndexOf('/')))
}

/** The group of a node's init and of what supervises its containers: no limit of a pod touches them. */
export function initCgroup(nodeCgroup: string): string {
  return `${nodeCgroup}/init`
}

function recordFile({ options }: Scene): string {
  return `${namespacesDirectory(options.stateDirectory)}/node-${options.name}.json`
}

function nodesOf(stateDirectory: string): string[] {
  return readdirSync(namespacesDirectory(stateDirectory)).filter((name) => /^node-.*\.json$/.test(name))
}

const turns = new Map<string, Promise<unknown>>()

/** One change to a cluster's namespaces at a time: its nodes share a LAN. */
function exclusively<T>(stateDirectory: string, change: () => Promise<T>): Promise<T> {
  const before = turns.get(stateDirectory) ?? Promise.resolve()
  const turn = before.then(change, change)
  turns.set(stateDirectory, turn)
  const forget = (): void => {
    if (turns.get(stateDirectory) === turn) turns.delete(stateDirectory)
  }
  turn.then(forget, forget)
  return turn
}
