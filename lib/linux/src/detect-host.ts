import { accessSync, constants, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { systemClock } from '@knarr/machinery'
import { Cgroups } from './cgroups.ts'
import { isMachine } from './elf/elf-image.ts'
import { mountsOf } from './mount-table.ts'

/** What this host can do for real pods. */
export interface HostAbilities {
  /** Nodes in namespaces and the sandbox runtime can run here. */
  readonly namespaces: boolean
  /** One plain sentence for everything in the way; empty with `namespaces`. */
  readonly obstacles: readonly string[]
  /** One sentence for each thing that will be missing though pods run. */
  readonly limits: readonly string[]
}

export interface HostFacts {
  readonly platform: string
  readonly architecture: string
  readonly uid: number
  readonly kernel: string
  readonly effectiveCapabilities: bigint
  readonly filesystems: readonly string[]
  readonly tools: ReadonlySet<string>
  readonly cgroupControllers: ReadonlySet<string>
}

const neededTools = ['nsenter', 'ip', 'sh']
const oldestKernel = [5, 12] as const
const sysAdmin = 1n << 21n
const netAdmin = 1n << 12n

/** Looks at the host; nothing is changed. `path` is the value of `PATH`. */
export function detectHost(path: string): HostAbilities {
  return judgeHost(hostFacts(path))
}

/** Says in words what {@link HostFacts} mean. */
export function judgeHost(facts: HostFacts): HostAbilities {
  const obstacles = obstaclesOf(facts)
  return {
    namespaces: obstacles.length === 0,
    obstacles,
    limits: obstacles.length === 0 ? limitsOf(facts) : [],
  }
}

function obstaclesOf(facts: HostFacts): string[] {
  if (facts.platform !== 'linux') return [`Real pods need Linux; this is ${facts.platform}.`]
  const missing = neededTools.filter((tool) => !facts.tools.has(tool))
  const [major = 0, minor = 0] = facts.kernel.split('.').map((part) => Number.parseInt(part, 10))
  const isOld = major < oldestKernel[0] || (major === oldestKernel[0] && minor < oldestKernel[1])
  const obstacles: [boolean, string][] = [
    [facts.uid !== 0, `Real pods need root; this process runs as uid ${facts.uid}.`],
    [
      facts.uid === 0 && !hasCapabilities(facts),
      'This root may not make namespaces and links (no CAP_SYS_ADMIN and CAP_NET_ADMIN): it is probably in a container that is not privileged.',
    ],
    [
      !isMachine(facts.architecture),
      `Real pods need an x64 or arm64 processor; this one is ${facts.architecture}.`,
    ],
    [isOld, `Real pods need Linux ${oldestKernel.join('.')} or newer; this is ${facts.kernel}.`],
    [
      !facts.filesystems.includes('overlay'),
      'The kernel has no overlay file system (try `modprobe overlay`).',
    ],
    [missing.length > 0, `Missing from PATH: ${missing.join(', ')} (packages util-linux and iproute2).`],
  ]
  return obstacles.filter(([holds]) => holds).map(([, sentence]) => sentence)
}

function limitsOf(facts: HostFacts): string[] {
  const missing = ['cpu', 'memory', 'pids'].filter((controller) => !facts.cgroupControllers.has(controller))
  const limits: [boolean, string][] = [
    [
      missing.length > 0,
      `Limits on ${missing.join(', ')} are not enforced: the host offers no such cgroup controller.`,
    ],
    [!facts.tools.has('nft'), 'Host ports and services need nft, which is not on PATH.'],
  ]
  return limits.filter(([holds]) => holds).map(([, sentence]) => sentence)
}

function hasCapabilities({ effectiveCapabilities }: HostFacts): boolean {
  return (effectiveCapabilities & sysAdmin) !== 0n && (effectiveCapabilities & netAdmin) !== 0n
}

function hostFacts(path: string): HostFacts {
  const isLinux = process.platform === 'linux'
  const status = isLinux ? readFileSync('/proc/self/status', 'latin1') : ''
  const cgroups = isLinux ? new Cgroups(systemClock, mountsOf()) : undefined
  const controllers = (['cpu', 'memory', 'pids'] as const).filter((controller) => cgroups?.has(controller))
  return {
    platform: process.platform,
    architecture: process.arch,
    uid: process.getuid?.() ?? -1,
    kernel: release(),
    effectiveCapabilities: BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status)?.[1] ?? '0'}`),
    filesystems: isLinux ? readFileSync('/proc/filesystems', 'latin1').split(/\s+/) : [],
    tools: new Set([...neededTools, 'nft'].filter((tool) => isOnPath(tool, path))),
    cgroupControllers: new Set<string>(controllers),
  }
}

function isOnPath(tool: string, path: string): boolean {
  return path.split(':').some((directory) => {
    try {
      accessSync(`${directory}/${tool}`, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
