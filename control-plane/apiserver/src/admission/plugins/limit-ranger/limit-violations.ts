import { type Amounts, amountsOf, podLimits, podRequests } from '@knarr/api'
import type { LimitRangeItem, PersistentVolumeClaim, Pod } from '@knarr/api/core/v1'
import { parseQuantity, type Quantity } from '@knarr/machinery'
import { startedContainersOf } from '../pod-attributes.ts'

interface Bound {
  readonly type: string
  readonly name: string
  readonly amount: Quantity
}

interface Asked {
  readonly request: Quantity | undefined
  readonly limit: Quantity | undefined
}

interface Taken {
  readonly requests: Amounts
  readonly limits: Amounts
}

type Check = (bound: Bound, asked: Asked) => string | undefined

/** Why a pod or its containers are out of bounds. */
export function podViolations(pod: Pod, items: readonly LimitRangeItem[]): readonly string[] {
  const containers = startedContainersOf(pod.spec).map(({ resources }) => ({
    requests: amountsOf(resources?.requests),
    limits: amountsOf(resources?.limits),
  }))
  return items.flatMap((item) => {
    if (item.type === 'Container') return containers.flatMap((taken) => violations(item, taken))
    if (item.type !== 'Pod') return []
    return violations(item, { requests: podRequests(pod), limits: podLimits(pod) })
  })
}

/** Why a claim is. */
export function claimViolations(
  { spec }: PersistentVolumeClaim,
  items: readonly LimitRangeItem[],
): readonly string[] {
  const taken = { requests: amountsOf(spec.resources?.requests), limits: new Map() }
  return items
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ type, min, max }) => [
      ...checked(min, belowMinimum, { type, ...taken }),
      ...checked(max, requestAboveMaximum, { type, ...taken }),
    ])
}

function violations({ type, min, max, maxLimitRequestRatio }: LimitRangeItem, taken: Taken): string[] {
  return [
    ...checked(min, belowMinimum, { type, ...taken }),
    ...checked(max, aboveMaximum, { type, ...taken }),
    ...checked(maxLimitRequestRatio, aboveRatio, { type, ...taken }),
  ]
}

function checked(
  bounds: Readonly<Record<string, string>> | undefined,
  check: Check,
  { type, requests, limits }: Taken & { readonly type: string },
): string[] {
  return Object.entries(bounds ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, text]) => {
      const asked = { request: requests.get(name), limit: limits.get(name) }
      return check({ type, name, amount: parseQuantity(text) }, asked) ?? []
    })
}

const belowMinimum: Check = ({ type, name, amount }, { request, limit }) => {
  const bound = `minimum ${name} usage per ${type} is ${amount}`
  if (!request) return `${bound}.  No request is specified`
  if (request.compare(amount) < 0) return `${bound}, but request is ${request}`
  return limit && limit.compare(amount) < 0 ? `${bound}, but limit is ${limit}` : undefined
}

const requestAboveMaximum: Check = ({ type, name, amount }, { request }) => {
  const bound = `maximum ${name} usage per ${type} is ${amount}`
  if (!request) return `${bound}.  No request is specified`
  return request.compare(amount) > 0 ? `${bound}, but request is ${request}` : undefined
}

const aboveMaximum: Check = ({ type, name, amount }, { request, limit }) => {
  const bound = `maximum ${name} usage per ${type} is ${amount}`
  if (!limit) return `${bound}.  No limit is specified`
  if (limit.compare(amount) > 0) return `${bound}, but limit is ${limit}`
  return request && request.compare(amount) > 0 ? `${bound}, but request is ${request}` : undefined
}

const aboveRatio: Check = ({ type, name, amount }, { request, limit }) => {
  const bound = `${name} max limit to request ratio per ${type} is ${amount}`
  if (!request || request.isZero) return `${bound}, but no request is specified or request is 0`
  if (!limit || limit.isZero) return `${bound}, but no limit is specified or limit is 0`
  const ratio = limit.toNumber() / request.toNumber()
  return ratio > amount.toNumber() ? `${bound}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}
