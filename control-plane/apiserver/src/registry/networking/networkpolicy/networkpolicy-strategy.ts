import { type NetworkPolicy, networkPolicies } from '@knarr/api/networking/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { selectorText } from '../../table/cell-text.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateNetworkPolicy } from './networkpolicy-validation.ts'

export const networkPolicyStrategy: Strategy<NetworkPolicy> = strategyOf<NetworkPolicy>({
  resource: networkPolicies,
  defaults: setNetworkPolicyDefaults,
  validate: validateNetworkPolicy,
  table: tableOf([column('Pod-Selector', 'The pods the policy is for.'), ageColumn], (policy, nowMs) => [
    selectorText(policy.spec.podSelector),
    ageOf(policy, nowMs),
  ]),
})

/** A policy is for incoming traffic, and for outgoing if it has rules for that. */
function setNetworkPolicyDefaults(policy: NetworkPolicy): void {
  policy.spec ??= {}
  const { spec } = policy
  spec.podSelector ??= {}
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
    for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
  }
  if (spec.policyTypes?.length) return
  spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
}
