import { type Workload, workloads } from '@knarr/api/scheduling/v1alpha2'
import { dns1123LabelErrors, duplicate, type FieldError, required } from '@knarr/machinery'
import { each, immutable, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateSchedulingPolicy } from '../podgroup/scheduling-policy-validation.ts'

export const workloadStrategy: Strategy<Workload> = strategyOf<Workload>({
  resource: workloads,
  bumpsGeneration: null,
  validate: validateWorkload,
  validateUpdate: (workload, old) => [
    ...validateWorkload(workload),
    ...immutable('spec.podGroupTemplates', workload.spec.podGroupTemplates, old.spec.podGroupTemplates),
    ...(old.spec.controllerRef
      ? immutable('spec.controllerRef', workload.spec.controllerRef, old.spec.controllerRef)
      : []),
  ],
})

function validateWorkload({ spec }: Workload): FieldError[] {
  const names = new Set<string>()
  const templates = spec?.podGroupTemplates ?? []
  if (templates.length === 0) return [required('spec.podGroupTemplates', 'must have at least one item')]
  return each('spec.podGroupTemplates', templates, (template, at) => {
    const errors = requiredWith(`${at}.name`, template.name, dns1123LabelErrors)
    if (names.has(template.name)) errors.push(duplicate(at, template.name))
    names.add(template.name)
    if (!template.schedulingPolicy) return [...errors, required(`${at}.schedulingPolicy`)]
    return [...errors, ...validateSchedulingPolicy(template.schedulingPolicy, `${at}.schedulingPolicy`)]
  })
}
