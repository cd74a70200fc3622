import { type LeaseCandidate, leaseCandidates } from '@knarr/api/coordination/v1beta1'
import { dns1123SubdomainErrors, type FieldError } from '@knarr/machinery'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const leaseCandidateStrategy: Strategy<LeaseCandidate> = strategyOf<LeaseCandidate>({
  resource: leaseCandidates,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  validate: validateLeaseCandidate,
  validateUpdate: (candidate, old) => [
    ...validateLeaseCandidate(candidate),
    ...immutable('spec.leaseName', candidate.spec.leaseName, old.spec.leaseName),
  ],
  selectableFields: ({ spec }) => ({ 'spec.leaseName': spec.leaseName }),
  table: tableOf(
    [
      column('LeaseName', 'The lease it would hold.'),
      column('BinaryVersion', 'The version it runs.'),
      column('EmulationVersion', 'The version it behaves like.'),
      ageColumn,
    ],
    (candidate, nowMs) => [
      candidate.spec.leaseName,
      candidate.spec.binaryVersion,
      candidate.spec.emulationVersion ?? '',
      ageOf(candidate, nowMs),
    ],
  ),
})

function validateLeaseCandidate({ spec }: LeaseCandidate): FieldError[] {
  return [
    ...requiredWith('spec.leaseName', spec.leaseName, dns1123SubdomainErrors),
    ...requiredWith('spec.binaryVersion', spec.binaryVersion),
    ...requiredWith('spec.strategy', spec.strategy),
  ]
}
