import { type ResourceQuota, resourceQuotas } from '@knarr/api/core/v1'
import {
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, immutable, invalidFor } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateNonNegativeQuantity } from '../resource-list/quantity-validation.ts'

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

function validateResourceQuota({ spec }: ResourceQuota): FieldError[] {
  const amounts = Object.entries(spec.hard ?? {}).flatMap(([name, amount]) => [
    ...validateResourceName(`spec.hard[${name}]`, name),
    ...validateNonNegativeQuantity(`spec.hard[${name}]`, amount),
  ])
  return [...amounts, ...validateScopes(spec.scopes ?? [], 'spec.scopes'), ...validateScopeSelector(spec)]
}

function validateResourceName(field: string, name: string): FieldError[] {
  const errors = invalidFor(field, name, qualifiedNameErrors(name))
  const isKnown = name.includes('/') || standard.has(name) || /^(requests\.)?hugepages-/.test(name)
  if (errors.length > 0 || isKnown) return errors
  return [invalid(field, name, 'must be a standard resource for quota')]
}

function validateScopes(list: readonly string[], field: string): FieldError[] {
  const errors = list
    .filter((scope) => !scopes.includes(scope))
    .map((scope) => notSupported(field, scope, scopes))
  const isConflicting = (one: string, other: string): boolean => list.includes(one) && list.includes(other)
  if (isConflicting('BestEffort', 'NotBestEffort') || isConflicting('Terminating', 'NotTerminating')) {
    errors.push(invalid(field, list, 'conflicting scopes'))
  }
  return errors
}

function validateScopeSelector(spec: ResourceQuota['spec']): FieldError[] {
  return each(
    'spec.scopeSelector.matchExpressions',
    spec.scopeSelector?.matchExpressions,
    (requirement, at) => {
      const { operator, scopeName, values = [] } = requirement
      const errors = scopes.includes(scopeName) ? [] : [notSupported(`${at}.scopeName`, scopeName, scopes)]
      const needsValues = operator === 'In' || operator === 'NotIn'
      if (needsValues && values.length === 0) {
        const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
        errors.push(required(`${at}.values`, detail))
      }
      if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0) {
        const detail = "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector"
        errors.push(forbiddenField(`${at}.values`, detail))
      }
      if (!['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator)) {
        errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'))
      }
      return errors
    },
  )
}

/** `cpu: 1/2, memory: 1Gi/2Gi`, limits and the rest apart. */
function usageText({ status }: ResourceQuota, ofLimits: boolean): string {
  return Object.keys(status?.hard ?? {})
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .sort()
    .map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`)
    .join(', ')
}
