import { type ResourceQuota, resourceQuotas } from '@knarr/api/core/v1'
import { type FieldError, invalid, qualifiedNameErrors, required } from '@knarr/machinery'
import { each, immutable, invalidFor } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import {
  isWholeNumber,
  quantityOf,
  validateNonNegativeQuantity,
} from '../resource-list/quantity-validation.ts'

export const resourceQuotaStrategy: Strategy<ResourceQuota> = strategyOf<ResourceQuota>({
  resource: resourceQuotas,
  bumpsGeneration: null,
  returnsDeletedObject: true,
  defaults: (quota) => {
    quota.spec ??= {}
  },
  prepareForCreate: (quota) => {
    quota.status = {}
  },
  validate: validateResourceQuota,
  validateUpdate: (quota, old) => [
    ...validateResourceQuota(quota),
    ...immutable('spec.scopes', quota.spec.scopes ?? [], old.spec.scopes ?? []),
  ],
  table: tableOf(
    [
      column('Request', 'What is used and allowed of everything but limits.'),
      column('Limit', 'What is used and allowed of limits.'),
      ageColumn,
    ],
    (quota, nowMs) => [usageText(quota, false), usageText(quota, true), ageOf(quota, nowMs)],
  ),
})

const standard = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])
const scopes = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
]

/** Scopes that are so or not so, in the order of upstream's error. */
const existing = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']
const counted = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
])

function validateResourceQuota({ spec }: ResourceQuota): FieldError[] {
  const amounts = Object.entries(spec.hard ?? {}).flatMap(([name, amount]) => [
    ...validateResourceName(`spec.hard[${name}]`, name),
    ...validateNonNegativeQuantity(`spec.hard[${name}]`, amount),
    ...validateWhole(`spec.hard[${name}]`, name, amount),
  ])
  return [...amounts, ...validateScopes(spec, 'spec.scopes'), ...validateScopeSelector(spec)]
}

function validateResourceName(field: string, name: string): FieldError[] {
  const errors = invalidFor(field, name, qualifiedNameErrors(name))
  const isKnown = name.includes('/') || standard.has(name) || /^(requests\.)?hugepages-/.test(name)
  if (isKnown) return errors
  const notForQuota = invalid(field, name, 'must be a standard resource for quota')
  if (errors.length > 0) return [...errors, notForQuota]
  return [invalid(field, name, 'must be a standard resource type or fully qualified'), notForQuota]
}

/** Objects, and what is of somebody's own domain, are counted. */
function validateWhole(field: string, name: string, amount: string | number): FieldError[] {
  const isOfDomain = name.includes('/') && !/^([^/]+\.)?kubernetes\.io\//.test(name)
  const quantity = quantityOf(amount)
  if (!quantity || isWholeNumber(quantity) || !(isOfDomain || counted.has(name))) return []
  return [invalid(field, `${quantity}`, 'must be an integer')]
}

const ofPods = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory', 'pods']
const ofClaims = ['persistentvolumeclaims', 'requests.storage']

/** Whether a scope says something of a resource. */
function applies(scope: string, resource: string): boolean {
  if (!scopes.includes(scope) || !standard.has(resource)) return true
  if (scope === 'BestEffort') return resource === 'pods'
  return (scope === 'VolumeAttributesClass' ? ofClaims : ofPods).includes(resource)
}

function validateScopes(
  { scopes: list = [], hard = {} }: ResourceQuota['spec'],
  field: string,
): FieldError[] {
  const errors = list.flatMap((scope) => [
    ...(scopes.includes(scope) ? [] : [invalid(field, list, 'unsupported scope')]),
    ...Object.keys(hard)
      .filter((resource) => !applies(scope, resource))
      .map(() => invalid(field, list, 'unsupported scope applied to resource')),
  ])
  const isConflicting = (one: string, other: string): boolean => list.includes(one) && list.includes(other)
  if (isConflicting('BestEffort', 'NotBestEffort') || isConflicting('Terminating', 'NotTerminating')) {
    errors.push(invalid(field, list, 'conflicting scopes'))
  }
  return errors
}

function validateScopeSelector(spec: ResourceQuota['spec']): FieldError[] {
  const at = 'spec.scopeSelector.matchExpressions'
  return each(at, spec.scopeSelector?.matchExpressions, (requirement) => {
    const { operator, scopeName, values = [] } = requirement
    const errors = scopes.includes(scopeName)
      ? []
      : [invalid(`${at}.scopeName`, scopeName, 'unsupported scope')]
    errors.push(...validateScopeOperator(spec, requirement, at))
    const needsValues = operator === 'In' || operator === 'NotIn'
    if (needsValues && values.length === 0) {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
      errors.push(required(`${at}.values`, detail))
    }
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
      errors.push(invalid(`${at}.values`, values, detail))
    }
    if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
      errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'))
    }
    return errors
  })
}

type ScopeRequirement = NonNullable<
  NonNullable<ResourceQuota['spec']['scopeSelector']>['matchExpressions']
>[number]

function validateScopeOperator(
  { hard = {}, scopeSelector }: ResourceQuota['spec'],
  { operator, scopeName }: ScopeRequirement,
  at: string,
): FieldError[] {
  const errors = Object.keys(hard)
    .filter((resource) => !applies(scopeName, resource))
    .map(() => invalid(at, scopeSelector, 'unsupported scope applied to resource'))
  if (operator === 'Exists' || !existing.includes(scopeName)) return errors
  const names = existing.map((name) => `ResourceQuotaScope${name}`)
  const detail = `must be 'Exists' when scope is any of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  return [...errors, invalid(`${at}.operator`, operator, detail)]
}

/** `cpu: 1/2, memory: 1Gi/2Gi`, limits and the rest apart. */
function usageText({ status }: ResourceQuota, ofLimits: boolean): string {
  return Object.keys(status?.hard ?? {})
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .sort()
    .map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`)
    .join(', ')
}
