import { parseQuantity } from '@knarr/machinery'

/** Amounts by resource name: CPU in millicores, everything else in its unit. */
export interface Resources {
  cpu: number
  memory: number
  ephemeralStorage: number
  /** How many pods a node takes; not asked for by pods. */
  pods: number
  /** Extended resources, huge pages and attachable volumes. */
  readonly scalar: Map<string, number>
}

export type ResourceList = Readonly<Record<string, string>>

export function noResources(): Resources {
  return { cpu: 0, memory: 0, ephemeralStorage: 0, pods: 0, scalar: new Map() }
}

export function resourcesOf(list: ResourceList | undefined): Resources {
  const resources = noResources()
  for (const name in list) {
    const amount = amountOf(name, list[name] ?? '0')
    if (name === 'cpu') resources.cpu = amount
    else if (name === 'memory') resources.memory = amount
    else if (name === 'ephemeral-storage') resources.ephemeralStorage = amount
    else if (name === 'pods') resources.pods = amount
    else resources.scalar.set(name, amount)
  }
  return resources
}

export function amountOf(name: string, text: string): number {
  const quantity = parseQuantity(text)
  return Number(name === 'cpu' ? quantity.milliValue() : quantity.value())
}

/** Adds `other` times `sign`. */
export function addResources(to: Resources, other: Resources, sign: 1 | -1 = 1): void {
  to.cpu += sign * other.cpu
  to.memory += sign * other.memory
  to.ephemeralStorage += sign * other.ephemeralStorage
  to.pods += sign * other.pods
  for (const [name, amount] of other.scalar) to.scalar.set(name, (to.scalar.get(name) ?? 0) + sign * amount)
}

/** Raises `to` to `other` wherever that is more. */
export function raiseTo(to: Resources, other: Resources): void {
  to.cpu = Math.max(to.cpu, other.cpu)
  to.memory = Math.max(to.memory, other.memory)
  to.ephemeralStorage = Math.max(to.ephemeralStorage, other.ephemeralStorage)
  for (const [name, amount] of other.scalar) to.scalar.set(name, Math.max(to.scalar.get(name) ?? 0, amount))
}
