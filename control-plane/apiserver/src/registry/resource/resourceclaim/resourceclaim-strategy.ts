import { type ResourceClaim, resourceClaims } from '@knarr/api/resource/v1'
import { immutable } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateClaimSpec } from './claim-validation.ts'
import { setClaimDefaults } from './device-request-defaults.ts'

export const resourceClaimStrategy: Strategy<ResourceClaim> = strategyOf<ResourceClaim>({
  resource: resourceClaims,
  bumpsGeneration: null,
  defaults: (claim) => {
    claim.spec ??= {}
    setClaimDefaults(claim.spec)
  },
  prepareForCreate: (claim) => {
    claim.status = {}
  },
  validate: ({ spec }) => validateClaimSpec(spec, 'spec'),
  validateUpdate: (claim, old) => immutable('spec', claim.spec, old.spec),
  validateStatusUpdate: (claim, old) =>
    old.status?.allocation && claim.status?.allocation
      ? immutable('status.allocation', claim.status.allocation, old.status.allocation)
      : [],
  table: tableOf(
    [column('State', 'Whether it is allocated, and reserved for a pod.'), ageColumn],
    (claim, nowMs) => [stateOf(claim), ageOf(claim, nowMs)],
  ),
})

function stateOf({ metadata, status }: ResourceClaim): string {
  const states: string[] = []
  if (metadata.deletionTimestamp) states.push('deleted')
  if (!status?.allocation) {
    if (!metadata.deletionTimestamp) states.push('pending')
    return states.join(',')
  }
  states.push('allocated', ...(status.reservedFor?.length ? ['reserved'] : []))
  return states.join(',')
}
