import { type ControllerRevision, controllerRevisions } from '@knarr/api/apps/v1'
import { type FieldError, required } from '@knarr/machinery'
import { immutable, nonNegative } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const controllerRevisionStrategy: Strategy<ControllerRevision> = strategyOf<ControllerRevision>({
  resource: controllerRevisions,
  bumpsGeneration: null,
  validate: validateControllerRevision,
  validateUpdate: (revision, old) => [
    ...validateControllerRevision(revision),
    ...immutable('data', revision.data, old.data),
  ],
  table: tableOf(
    [
      column('Controller', 'The object whose history this is.'),
      column('Revision', 'The number of the revision.'),
      ageColumn,
    ],
    (revision, nowMs) => [controllerOf(revision), revision.revision, ageOf(revision, nowMs)],
  ),
})

function validateControllerRevision(revision: ControllerRevision): FieldError[] {
  const errors = nonNegative('revision', revision.revision)
  if (revision.data === undefined || revision.data === null)
    errors.push(required('data', 'data is mandatory'))
  return errors
}

/** `daemonset.apps/agent`. */
function controllerOf({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (!owner) return '<none>'
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : ''
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`
}
