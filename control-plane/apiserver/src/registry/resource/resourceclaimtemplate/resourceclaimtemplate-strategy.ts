import { type ResourceClaimTemplate, resourceClaimTemplates } from '@knarr/api/resource/v1'
import { immutable } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, tableOf } from '../../table/table-of.ts'
import { validateClaimSpec } from '../resourceclaim/claim-validation.ts'
import { setClaimDefaults } from '../resourceclaim/device-request-defaults.ts'

export const resourceClaimTemplateStrategy: Strategy<ResourceClaimTemplate> =
  strategyOf<ResourceClaimTemplate>({
    resource: resourceClaimTemplates,
    bumpsGeneration: null,
    defaults: (template) => {
      template.spec ??= { spec: {} }
      template.spec.spec ??= {}
      setClaimDefaults(template.spec.spec)
    },
    validate: ({ spec }) => validateClaimSpec(spec.spec, 'spec.spec'),
    validateUpdate: (template, old) => immutable('spec', template.spec, old.spec),
    table: tableOf([ageColumn], (template, nowMs) => [ageOf(template, nowMs)]),
  })
