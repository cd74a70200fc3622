import type { Container, Pod } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'

/** Why a pod must not run here, as its status tells it. */
export interface Rejection {
  readonly reason: string
  readonly message: string
}

type Amounts = Readonly<Record<string, bigint>>

/**
 * Whether a pod new to the node fits beside those it has already (upstream's predicate admission). The
 * scheduler saw to it before; a pod that was bound by hand, or by two at once, may not fit.
 */
export function admitPod(
  pod: Pod,
  others: readonly Pod[],
  allocatable: Readonly<Record<string, string>>,
): Rejection | undefined {
  const os = pod.spec.os?.name
  if (os && os !== 'linux') {
    const message = "Failed to admit pod as the OS field doesn't match node OS"
    return { reason: 'PodOSNotSupported', message }
  }
  return outOfResource(pod, others, allocatable) ?? outOfPorts(pod, others)
}

/** The first resource that the node has too little of beside these pods. */
export function outOfResource(
  pod: Pod,
  others: readonly Pod[],
  allocatable: Readonly<Record<string, string>>,
): Rejection | undefined {
  const requested: Amounts = { pods: 1n, ...podRequests(pod) }
  for (const [name, amount] of Object.entries(requested)) {
    const capacity = allocatable[name]
    // What the node does not count it does not run out of.
    if (capacity === undefined || amount === 0n) continue
    const used = sum(others.map((other) => (name === 'pods' ? 1n : (podRequests(other)[name] ?? 0n))))
    if (used + amount <= amountOf(name, capacity)) continue
    const figures = `requested: ${amount}, used: ${used}, capacity: ${amountOf(name, capacity)}`
    return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, ${figures}` }
  }
  return undefined
}

/** The first resource that a pod asks for more of than the whole node has. */
export function outOfCapacity(pod: Pod, allocatable: Readonly<Record<string, string>>): string | undefined {
  for (const [name, amount] of Object.entries(podRequests(pod))) {
    const capacity = allocatable[name]
    if (capacity === undefined || amount <= amountOf(name, capacity)) continue
    const figures = `requested: ${amount}, capacity: ${amountOf(name, capacity)}`
    return `Node didn't have enough capacity: ${name}, ${figures}`
  }
  return undefined
}

function outOfPorts(pod: Pod, others: readonly Pod[]): Rejection | undefined {
  const taken = others.flatMap(hostPorts)
  const isTaken = hostPorts(pod).some((port) => taken.some((other) => clashes(port, other)))
  if (!isTaken) return undefined
  const cause = "node(s) didn't have free ports for the requested pod ports"
  return { reason: 'NodePorts', message: `Predicate NodePorts failed: ${cause}` }
}

interface HostPort {
  readonly key: string
  readonly ip: string
}

function hostPorts({ spec }: Pod): HostPort[] {
  const containers: readonly Container[] = [
    ...spec.containers,
    ...(spec.initContainers ?? []).filter(isSidecar),
  ]
  return containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP', hostIP }) =>
      hostPort ? [{ key: `${protocol} ${hostPort}`, ip: hostIP || '0.0.0.0' }] : [],
    ),
  )
}

function clashes(one: HostPort, other: HostPort): boolean {
  const isOnAll = one.ip === '0.0.0.0' || other.ip === '0.0.0.0'
  return one.key === other.key && (isOnAll || one.ip === other.ip)
}

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'

/** What a pod asks for: all its containers, or the init container that needs more, and its overhead. */
export function podRequests({ spec }: Pod): Amounts {
  const inits = spec.initContainers ?? []
  let sidecars: Amounts = {}
  let largestInit: Amounts = {}
  for (const container of inits) {
    const needed = plus(sidecars, requestsOf(container))
    if (isSidecar(container)) sidecars = needed
    largestInit = most(largestInit, needed)
  }
  const together = spec.containers.map(requestsOf).reduce(plus, sidecars)
  const whole = amountsOf(spec.resources?.requests)
  return plus({ ...most(together, largestInit), ...whole }, amountsOf(spec.overhead))
}

function requestsOf({ resources }: Container): Amounts {
  return amountsOf({ ...resources?.limits, ...resources?.requests })
}

function amountsOf(list: Readonly<Record<string, string>> = {}): Amounts {
  return Object.fromEntries(Object.entries(list).map(([name, text]) => [name, amountOf(name, text)]))
}

/** CPU in thousandths, as upstream counts it and its messages tell it. */
function amountOf(name: string, text: string): bigint {
  const quantity = parseQuantity(text)
  return name === 'cpu' ? quantity.milliValue() : quantity.value()
}

function plus(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (a, b) => a + b)
}

function most(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, larger)
}

const larger = (a: bigint, b: bigint): bigint => {
  if (a > b) return a
  return b
}

function combined(one: Amounts, other: Amounts, operation: (a: bigint, b: bigint) => bigint): Amounts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...names].map((name) => [name, operation(one[name] ?? 0n, other[name] ?? 0n)]))
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
