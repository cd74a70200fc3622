import { type PodTemplate, podTemplates } from '@knarr/api/core/v1'
import { deepEqual } from '@knarr/machinery'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { containerImages, containerNames, labelsText } from '../../table/cell-text.ts'
import { column, tableOf } from '../../table/table-of.ts'
import { podSpecWarnings } from '../pod/pod-warnings.ts'
import { setPodTemplateDefaults } from '../pod-template/pod-template-defaults.ts'
import { validatePodTemplateSpec } from '../pod-template/pod-template-validation.ts'

export const podTemplateStrategy: Strategy<PodTemplate> = strategyOf<PodTemplate>({
  resource: podTemplates,
  returnsDeletedObject: true,
  defaults: (object) => {
    object.template ??= {}
    setPodTemplateDefaults(object.template)
  },
  validate: ({ template }) => validatePodTemplateSpec(template ?? {}, 'template'),
  warnings: ({ template }) => podSpecWarnings(template?.spec ?? { containers: [] }, 'template.spec'),
  bumpsGeneration: (object, old) => !deepEqual(object.template, old.template),
  table: tableOf(
    [
      column('Containers', 'The names of the containers in the template.'),
      column('Images', 'The images of the containers in the template.'),
      column('Pod Labels', 'The labels of the template.'),
    ],
    ({ template }) => [
      containerNames(template?.spec?.containers),
      containerImages(template?.spec?.containers),
      labelsText(template?.metadata?.labels),
    ],
  ),
})
