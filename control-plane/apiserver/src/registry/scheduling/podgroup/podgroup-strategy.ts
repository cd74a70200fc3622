import { type PodGroup, podGroups } from '@knarr/api/scheduling/v1alpha2'
import { type FieldError, required } from '@knarr/machinery'
import { immutable } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateSchedulingPolicy } from './scheduling-policy-validation.ts'

export const podGroupStrategy: Strategy<PodGroup> = strategyOf<PodGroup>({
  resource: podGroups,
  bumpsGeneration: null,
  validate: validatePodGroup,
  validateUpdate: (group, old) => immutable('spec', group.spec, old.spec),
})

function validatePodGroup({ spec }: PodGroup): FieldError[] {
  if (!spec?.schedulingPolicy) return [required('spec.schedulingPolicy')]
  return validateSchedulingPolicy(spec.schedulingPolicy, 'spec.schedulingPolicy')
}
