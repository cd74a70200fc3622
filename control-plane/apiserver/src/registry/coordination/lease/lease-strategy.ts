import { type Lease, leases } from '@knarr/api/coordination/v1'
import { type FieldError, invalid } from '@knarr/machinery'
import { nonNegative, positive } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const leaseStrategy: Strategy<Lease> = strategyOf<Lease>({
  resource: leases,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  defaults: (lease) => {
    lease.spec ??= {}
  },
  validate: validateLease,
  table: tableOf([column('Holder', 'Who holds the lease.'), ageColumn], (lease, nowMs) => [
    lease.spec.holderIdentity ?? '',
    ageOf(lease, nowMs),
  ]),
})

function validateLease({ spec }: Lease): FieldError[] {
  const errors = [
    ...positive('spec.leaseDurationSeconds', spec.leaseDurationSeconds),
    ...nonNegative('spec.leaseTransitions', spec.leaseTransitions),
  ]
  if (spec.preferredHolder && !spec.strategy) {
    errors.push(
      invalid('spec.preferredHolder', spec.preferredHolder, 'may only be specified if `strategy` is defined'),
    )
  }
  return errors
}
