import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import type { Clock } from '@knarr/machinery'
import { addressAt, type Cidr, cidrText, overlaps, parseCidr, sizeOf } from './cidr.ts'
import {
  daemonize,
  kernel,
  openAs,
  pidOf,
  raiseLoopback,
  reportPid,
  sleepForever,
  writeFile,
} from './elf/process-steps.ts'
import { SyscallProgram } from './elf/syscall-program.ts'
import { SyscallRunner } from './elf/syscall-runner.ts'
import { runIpBatches } from './ip-batch.ts'
import { readJsonFile, removeFile, writeJsonFile } from './json-file.ts'
import { closeEgress } from './pod-egress.ts'
import { isAlive, killAndWait, type ProcessIdentity, processIdentity } from './process-identity.ts'
import type { RunCommand } from './run-command.ts'

/** The networks of a cluster on this host: its pods' and its nodes'. */
export interface ClusterNetwork {
  readonly clusterCidr: string
  readonly lanCidr: string
}

/** The LAN of a cluster's nodes, alive: a network namespace with a bridge, which routes to every node's pods. */
export interface Lan extends ClusterNetwork {
  readonly holder: ProcessIdentity
  /** The one link the host has into it. */
  readonly hostLink: string
  readonly hostAddress: string
  readonly routerAddress: string
}

/** Where the namespaces of a cluster are written down. */
export function namespacesDirectory(stateDirectory: string): string {
  return `${stateDirectory}/namespaces`
}

/** Six digits that tell this cluster's links and cgroups from another's. */
export function clusterIdOf(stateDirectory: string): string {
  mkdirSync(stateDirectory, { recursive: true })
  return createHash('sha256').update(realpathSync(stateDirectory)).digest('hex').slice(0, 6)
}

const networkFile = (stateDirectory: string): string => `${namespacesDirectory(stateDirectory)}/network.json`
const lanFile = (stateDirectory: string): string => `${namespacesDirectory(stateDirectory)}/lan.json`

/**
 * Chooses networks the host has no route to (10.244.0.0/16 and 172.30.0.0/24 where it can) and that are not `reserved`,
 * and keeps to them for as long as they stay free.
 */
export async function chooseClusterNetwork(
  stateDirectory: string,
  run: RunCommand,
  reserved: readonly string[] = [],
): Promise<ClusterNetwork> {
  const known = readJsonFile<ClusterNetwork>(networkFile(stateDirectory))
  if (known && readJsonFile<Lan>(lanFile(stateDirectory))) return known
  const routed = usedNetworks(await run(['ip', '-4', 'route', 'show', 'table', 'all']))
  const used = [...routed, ...reserved.map(parseCidr)]
  const isFree = (cidr: string): boolean => !used.some((other) => overlaps(other, parseCidr(cidr)))
  if (known && isFree(known.clusterCidr) && isFree(known.lanCidr)) return known
  const clusterCidr = clusterCandidates().find(isFree)
  const lanCidr = lanCandidates().find((cidr) => isFree(cidr) && isFree(loadBalancerCidrOf(cidr)))
  if (!clusterCidr || !lanCidr) throw new Error("the host's routes leave no private network for a cluster")
  const chosen = { clusterCidr, lanCidr }
  writeJsonFile(networkFile(stateDirectory), chosen)
  return chosen
}

/** What `ip route` prints, as networks; default routes and single addresses of the host do not count. */
export function usedNetworks(routes: string): Cidr[] {
  return routes
    .split('\n')
    .map((line) => /^(?:[a-z]+ )?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)(?: |$)/.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .map(parseCidr)
    .filter(({ prefix }) => prefix > 0)
}

/** Addresses for load balancers, which are on no link: each node's proxy answers for them. */
export function loadBalancerCidrOf(lanCidr: string): string {
  return lanCidr.replace(/^172\.\d+\./, '172.26.')
}

function clusterCandidates(): string[] {
  const second = [...range(244, 255), ...range(128, 244), ...range(200, 240)]
  return second.map((n) => `10.${n}.0.0/16`)
}

function lanCandidates(): string[] {
  return [30, 29, 28, 27].flatMap((n) => range(0, 256).map((third) => `172.${n}.${third}.0/24`))
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

export interface LanOptions {
  readonly stateDirectory: string
  readonly network: ClusterNetwork
  readonly run: RunCommand
  readonly clock: Clock
}

/** The cluster's LAN: found alive, or made. */
export async function openLan(options: LanOptions): Promise<Lan> {
  const { stateDirectory, network, run } = options
  const known = readJsonFile<Lan>(lanFile(stateDirectory))
  if (known && isAlive(known.holder)) return known
  const hostLink = `kn${clusterIdOf(stateDirectory)}`
  if (known) await removeLan(options)
  const holder = await startHolder(stateDirectory)
  const lan = { ...network, ...addressesOf(network), holder, hostLink }
  try {
    await connectHost(lan, run)
  } catch (error) {
    await killAndWait(holder, options.clock)
    throw error
  }
  writeJsonFile(lanFile(stateDirectory), lan)
  return lan
}

/** Ends the LAN and takes the host's link and route away. */
export async function removeLan(options: LanOptions): Promise<void> {
  const lan = readJsonFile<Lan>(lanFile(options.stateDirectory))
  if (!lan) return
  await runIpBatches(options.run, [{ commands: [`link del ${lan.hostLink}`], force: true }])
  await closeEgress(lan.hostLink, options.run)
  await killAndWait(lan.holder, options.clock)
  removeFile(lanFile(options.stateDirectory))
}

function addressesOf({ lanCidr }: ClusterNetwork): { hostAddress: string; routerAddress: string } {
  const lan = parseCidr(lanCidr)
  return { hostAddress: addressAt(lan, 1), routerAddress: addressAt(lan, -2) }
}

/** The address of the `index`-th node of a LAN. */
export function nodeAddress(lanCidr: string, index: number): string {
  const lan = parseCidr(lanCidr)
  const offset = 10 + index
  if (offset >= sizeOf(lan) - 2)
    throw new Error(`the nodes' network ${cidrText(lan)} has no room for node ${index}`)
  return addressAt(lan, offset)
}

async function startHolder(stateDirectory: string): Promise<ProcessIdentity> {
  const runner = new SyscallRunner(namespacesDirectory(stateDirectory))
  const program = new SyscallProgram(runner.machine)
  daemonize(program, () => {
    openAs(program, 100, '/proc', kernel.O_RDONLY)
    program.call('unshare', [kernel.CLONE_NEWNET], { what: 'make a network namespace' })
    makeRouter(program)
    raiseLoopback(program)
    reportPid(program, 100)
    sleepForever(program)
  })
  return identityReported(runner, program)
}

/** Runs a program that reports the pid of what it leaves behind. */
export async function identityReported(
  runner: SyscallRunner,
  program: SyscallProgram,
): Promise<ProcessIdentity> {
  const [report] = await runner.run(program)
  const identity = report && processIdentity(pidOf(report.bytes))
  if (!identity) throw new Error('the holder of a namespace ended at once')
  return identity
}

/** Lets the network namespace forward, without redirects and without doubting the way a packet came. */
export function makeRouter(program: SyscallProgram): void {
  const ipv4 = '/proc/sys/net/ipv4'
  writeFile(program, `${ipv4}/ip_forward`, '1')
  // A host port is reached on the node's loopback too.
  writeFile(program, `${ipv4}/conf/all/route_localnet`, '1')
  for (const scope of ['all', 'default']) {
    writeFile(program, `${ipv4}/conf/${scope}/rp_filter`, '0')
    writeFile(program, `${ipv4}/conf/${scope}/send_redirects`, '0', { optional: true })
  }
}

async function connectHost(lan: Lan, run: RunCommand): Promise<void> {
  const { pid } = lan.holder
  const { prefix } = parseCidr(lan.lanCidr)
  const stale = { commands: [`link del ${lan.hostLink}`], force: true }
  const link = `link add ${lan.hostLink} type veth peer name host netns ${pid}`
  // Without an address of its own a bridge takes that of a port, and another when that port goes.
  const bridge = [
    'link add br0 address 02:6b:6e:00:00:fe type bridge',
    `addr add ${lan.routerAddress}/${prefix} dev br0`,
    'link set br0 up',
    'link set host master br0 up',
  ]
  const host = [
    `addr add ${lan.hostAddress}/${prefix} dev ${lan.hostLink}`,
    `link set ${lan.hostLink} up`,
    `route add ${lan.clusterCidr} via ${lan.routerAddress} dev ${lan.hostLink}`,
  ]
  await runIpBatches(run, [stale, { commands: [link] }, { pid, commands: bridge }, { commands: host }])
}
