import { type KubeObject, parseQuantity, Quantity } from '@knarr/machinery'
import type {
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
  Service,
} from '../core/v1/api.generated.ts'
import type { Amounts } from './amounts.ts'
import { isPodInScope } from './pod-scopes.ts'
import { isPodResource, podUsage, unspecifiedResources } from './pod-usage.ts'

/** How objects of one resource count against quotas: upstream's evaluators. */
export interface QuotaEvaluator {
  /** Whether this resource has a say in what a quota names. */
  evaluates(name: string): boolean
  usage(object: KubeObject, nowMs: number): Amounts
  isInScope(object: KubeObject, scope: ScopedResourceSelectorRequirement): boolean
  /** What the object would have to say about `required`, and does not. */
  unspecified(object: KubeObject, required: readonly string[]): string[]
  /** Whether an update may change what an object takes. */
  readonly countsUpdates: boolean
}

const one = Quantity.of(1)
/** Core resources that a quota may count by their plain name. */
const plainNames = new Set(['configmaps', 'replicationcontrollers', 'resourcequotas', 'secrets'])
const classSuffix = '.storageclass.storage.k8s.io'

const unscoped = { isInScope: () => false, unspecified: () => [], countsUpdates: false } as const

const podEvaluator: QuotaEvaluator = {
  evaluates: isPodResource,
  usage: (object, nowMs) => podUsage(object as Pod, nowMs),
  isInScope: (object, scope) => isPodInScope(object as Pod, scope),
  unspecified: (object, required) => unspecifiedResources(object as Pod, required),
  countsUpdates: false,
}

const serviceEvaluator: QuotaEvaluator = {
  ...unscoped,
  evaluates: (name) =>
    ['services', 'count/services', 'services.nodeports', 'services.loadbalancers'].includes(name),
  usage: (object) => serviceUsage(object as Service),
  countsUpdates: true,
}

const claimEvaluator: QuotaEvaluator = {
  ...unscoped,
  evaluates: (name) =>
    ['persistentvolumeclaims', 'count/persistentvolumeclaims', 'requests.storage'].includes(name) ||
    name.includes(`${classSuffix}/`),
  usage: (object) => claimUsage(object as PersistentVolumeClaim),
  isInScope: (object, scope) => isClaimInScope(object as PersistentVolumeClaim, scope),
  countsUpdates: true,
}

const special: ReadonlyMap<string, QuotaEvaluator> = new Map([
  ['pods', podEvaluator],
  ['services', serviceEvaluator],
  ['persistentvolumeclaims', claimEvaluator],
])

/** The evaluator of a resource: at least, its objects are counted. */
export function quotaEvaluator({ group, plural }: { group: string; plural: string }): QuotaEvaluator {
  const found = group === '' ? special.get(plural) : undefined
  if (found) return found
  const names = [`count/${plural}${group ? `.${group}` : ''}`]
  if (group === '' && plainNames.has(plural)) names.push(plural)
  const usage = new Map(names.map((name) => [name, one]))
  return { ...unscoped, evaluates: (name) => names.includes(name), usage: () => usage }
}

/** Whether an object counts against a quota at all. */
export function isUnderQuota(
  evaluator: QuotaEvaluator,
  { spec }: ResourceQuota,
  object: KubeObject,
): boolean {
  if (!Object.keys(spec.hard ?? {}).some((name) => evaluator.evaluates(name))) return false
  const scopes = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }))
  return [...scopes, ...(spec.scopeSelector?.matchExpressions ?? [])].every((scope) =>
    evaluator.isInScope(object, scope),
  )
}

function serviceUsage({ spec }: Service): Amounts {
  const { type, ports = [], allocateLoadBalancerNodePorts = true } = spec
  const isBalanced = type === 'LoadBalancer'
  const numbered = ports.filter(({ nodePort }) => nodePort).length
  const nodePorts = isBalanced && !allocateLoadBalancerNodePorts ? numbered : ports.length
  return new Map([
    ['count/services', one],
    ['services', one],
    ['services.loadbalancers', Quantity.of(isBalanced ? 1 : 0)],
    ['services.nodeports', Quantity.of(isBalanced || type === 'NodePort' ? nodePorts : 0)],
  ])
}

function claimUsage({ metadata, spec }: PersistentVolumeClaim): Amounts {
  const usage = new Map([
    ['count/persistentvolumeclaims', one],
    ['persistentvolumeclaims', one],
  ])
  const className = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName
  if (className) usage.set(`${className}${classSuffix}/persistentvolumeclaims`, one)
  const storage = spec.resources?.requests?.storage
  if (storage === undefined) return usage
  usage.set('requests.storage', parseQuantity(storage))
  if (className) usage.set(`${className}${classSuffix}/requests.storage`, parseQuantity(storage))
  return usage
}

function isClaimInScope(
  { spec }: PersistentVolumeClaim,
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
): boolean {
  if (scopeName !== 'VolumeAttributesClass') return false
  const name = spec.volumeAttributesClassName
  if (operator === 'Exists') return Boolean(name)
  if (operator === 'DoesNotExist') return !name
  return values.includes(name ?? '') === (operator === 'In')
}
