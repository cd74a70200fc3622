import { type VolumeAttachment, volumeAttachments } from '@knarr/api/storage/v1'
import { deepEqual, type FieldError, invalid, required } from '@knarr/machinery'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const volumeAttachmentStrategy: Strategy<VolumeAttachment> = strategyOf<VolumeAttachment>({
  resource: volumeAttachments,
  bumpsGeneration: null,
  allowUnconditionalUpdate: false,
  prepareForCreate: (attachment) => {
    attachment.status = { attached: false }
  },
  validate: validateVolumeAttachment,
  validateUpdate: (attachment, old) => [
    ...validateVolumeAttachment(attachment),
    ...(deepEqual(attachment.spec, old.spec) ? [] : [invalid('spec', attachment.spec, 'field is immutable')]),
  ],
  table: tableOf(
    [
      { ...column('Attacher', 'The driver that attaches.'), format: 'name' },
      column('PV', 'The volume.'),
      column('Node', 'The node it is attached to.'),
      column('Attached', 'Whether it is attached.', 'boolean'),
      ageColumn,
    ],
    (attachment, nowMs) => [
      attachment.spec.attacher,
      attachment.spec.source.persistentVolumeName ?? '',
      attachment.spec.nodeName,
      attachment.status?.attached ?? false,
      ageOf(attachment, nowMs),
    ],
  ),
})

function validateVolumeAttachment({ spec }: VolumeAttachment): FieldError[] {
  const { inlineVolumeSpec, persistentVolumeName } = spec.source ?? {}
  const errors = [
    ...validateCsiDriverName(spec.attacher, 'spec.attacher'),
    ...requiredWith('spec.nodeName', spec.nodeName),
  ]
  if (!inlineVolumeSpec && !persistentVolumeName) {
    errors.push(
      required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'),
    )
  }
  if (inlineVolumeSpec && persistentVolumeName) {
    const detail = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
    errors.push(invalid('spec.source', spec.source, detail))
  }
  return errors
}
