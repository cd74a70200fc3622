import { readFileSync, statfsSync } from 'node:fs'
import { arch, cpus, hostname, release, totalmem } from 'node:os'
import type { NodeFacts } from './node-facts.ts'

/** What this machine is; each node on it says so of itself. */
export interface MachineFacts {
  factsFor(node: {
    readonly name: string
    readonly address: string
    readonly podCidr: string
    readonly runtimeVersion: string
    readonly kubeletVersion: string
  }): NodeFacts
}

const maxPods = 110

/** Reads the machine once, from /proc, /etc and the file system of `directory`. */
export function readMachine(directory = '/'): MachineFacts {
  const memoryBytes = totalmem()
  const cpuCount = cpus().length
  const disk = diskBytes(directory)
  const architecture = goArchitecture(arch())
  const machineID = firstLine('/etc/machine-id')
  return {
    factsFor: ({ name, address, podCidr, runtimeVersion, kubeletVersion }) => {
      const capacity = {
        cpu: String(cpuCount),
        memory: `${Math.floor(memoryBytes / 1024)}Ki`,
        pods: String(maxPods),
        'ephemeral-storage': `${Math.floor(disk / 1024)}Ki`,
      }
      return {
        name,
        memoryBytes,
        capacity,
        allocatable: capacity,
        podCidr,
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        labels: {
          'beta.kubernetes.io/arch': architecture,
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': architecture,
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
        },
        nodeInfo: {
          machineID,
          systemUUID: firstLine('/sys/class/dmi/id/product_uuid') || machineID,
          bootID: firstLine('/proc/sys/kernel/random/boot_id'),
          kernelVersion: release(),
          osImage: osImage(),
          containerRuntimeVersion: runtimeVersion,
          kubeletVersion,
          kubeProxyVersion: '',
          operatingSystem: 'linux',
          architecture,
        },
      }
    },
  }
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]?.trim() ?? ''
  } catch {
    return ''
  }
}

function diskBytes(directory: string): number {
  try {
    const { blocks, bsize } = statfsSync(directory)
    return blocks * bsize
  } catch {
    return 0
  }
}

function osImage(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? hostname()
  } catch {
    return hostname()
  }
}

/** Kubernetes names processors as Go does. */
function goArchitecture(node: string): string {
  return node === 'x64' ? 'amd64' : node === 'ia32' ? '386' : node
}
