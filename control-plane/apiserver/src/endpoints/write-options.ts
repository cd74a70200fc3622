import { type FieldError, invalidObject, notSupported, tooLong } from '@knarr/machinery'
import type { FieldValidation } from '../codec/request-body.ts'
import type { ServerRequest } from '../request/server-request.ts'

/** `metav1.CreateOptions` and its siblings, as the query has them. */
export interface WriteOptions {
  readonly isDryRun: boolean
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
}

const validations: readonly string[] = ['Ignore', 'Strict', 'Warn']
const maxFieldManagerBytes = 128

/** `kind` names the options in errors: `CreateOptions`. @throws StatusError Invalid */
export function writeOptionsOf({ query, headers }: ServerRequest, kind: string): WriteOptions {
  const dryRun = query.getAll('dryRun')
  const fieldManager = query.get('fieldManager') ?? ''
  const fieldValidation = query.get('fieldValidation') || 'Warn'
  const errors: FieldError[] = []
  if (dryRun.some((value) => value !== 'All'))
    errors.push(notSupported('dryRun', dryRunValue(dryRun), ['All']))
  if (Buffer.byteLength(fieldManager) > maxFieldManagerBytes)
    errors.push(tooLong('fieldManager', maxFieldManagerBytes))
  if (!validations.includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, validations))
  }
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors)
  return {
    isDryRun: dryRun.length > 0,
    fieldManager: fieldManager || managerOf(headers['user-agent']),
    fieldValidation: fieldValidation as FieldValidation,
  }
}

function dryRunValue(values: readonly string[]): string {
  return values.find((value) => value !== 'All') ?? ''
}

/** The field manager of clients that name none: what stands before the slash of their user agent. */
function managerOf(userAgent: string | undefined): string {
  return userAgent?.split('/', 1)[0]?.slice(0, maxFieldManagerBytes) ?? ''
}
