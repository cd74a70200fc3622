import { StatusError } from '@knarr/machinery'
import { type FieldSet, pathsOf } from './field-set.ts'
import type { Manager } from './managed-fields.ts'

/** Fields that an apply would change though another manages them. */
export interface Conflict {
  readonly manager: Manager
  readonly fields: FieldSet
}

/** 409 with a cause for each field: upstream's `NewApplyConflict`. */
export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const fields = conflicts.flatMap(({ manager, fields }) =>
    pathsOf(fields).map((path) => ({ manager: managerText(manager), path })),
  )
  const causes = fields.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field: path,
  }))
  return new StatusError({
    reason: 'Conflict',
    code: 409,
    message: messageOf(fields),
    details: { causes },
  })
}

function messageOf(fields: readonly { manager: string; path: string }[]): string {
  const [first] = fields
  if (fields.length === 1 && first)
    return `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`
  const managers = [...new Set(fields.map(({ manager }) => manager))].sort()
  const lines = managers.flatMap((name) => [
    `conflicts with ${name}:`,
    ...fields.filter(({ manager }) => manager === name).map(({ path }) => `- ${path}`),
  ])
  return `Apply failed with ${fields.length} conflicts: ${lines.join('\n')}`
}

function managerText({ name, operation, apiVersion, subresource }: Manager): string {
  const where = subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''
  const using = operation === 'Update' ? ` using ${apiVersion}` : ''
  return `${JSON.stringify(name)}${where}${using}`
}
