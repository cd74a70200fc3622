import { type FieldError, fieldErrorText } from '../field/field-error.ts'
import { type StatusCause, StatusError } from './status-error.ts'

/** A resource as errors name it. */
export interface NamedResource {
  readonly group: string
  readonly plural: string
}

const qualified = ({ group, plural }: NamedResource): string => (group ? `${plural}.${group}` : plural)

const details = (resource: NamedResource, name: string): { name?: string; group?: string; kind: string } => ({
  ...(name ? { name } : {}),
  ...(resource.group ? { group: resource.group } : {}),
  kind: resource.plural,
})

export function notFound(resource: NamedResource, name: string): StatusError {
  const message = `${qualified(resource)} "${name}" not found`
  return new StatusError({ reason: 'NotFound', code: 404, message, details: details(resource, name) })
}

export function alreadyExists(resource: NamedResource, name: string): StatusError {
  const message = `${qualified(resource)} "${name}" already exists`
  return new StatusError({ reason: 'AlreadyExists', code: 409, message, details: details(resource, name) })
}

/** The optimistic lock failed: someone else changed the object first. */
export function conflict(resource: NamedResource, name: string, why: string = modified): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`
  return new StatusError({ reason: 'Conflict', code: 409, message, details: details(resource, name) })
}

const modified = 'the object has been modified; please apply your changes to the latest version and try again'

export function forbidden(resource: NamedResource, name: string, why: string): StatusError {
  const subject = name ? `${qualified(resource)} "${name}"` : qualified(resource)
  const message = `${subject} is forbidden: ${why}`
  return new StatusError({ reason: 'Forbidden', code: 403, message, details: details(resource, name) })
}

export function badRequest(message: string): StatusError {
  return new StatusError({ reason: 'BadRequest', code: 400, message })
}

export function unauthorized(message = 'Unauthorized'): StatusError {
  return new StatusError({ reason: 'Unauthorized', code: 401, message })
}

export function methodNotSupported(resource: NamedResource, verb: string): StatusError {
  const message = `${verb} is not supported on resources of kind "${qualified(resource)}"`
  return new StatusError({ reason: 'MethodNotAllowed', code: 405, message, details: details(resource, '') })
}

/** The object is not acceptable; `kind` is the object's, not the resource's plural. */
export function invalidObject(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const texts = [...new Set(errors.map(fieldErrorText))]
  const all = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const causes = errors.map(({ reason, body, field }): StatusCause => ({ reason, message: body, field }))
  const message = `${kind.group ? `${kind.kind}.${kind.group}` : kind.kind} "${name}" is invalid: ${all}`
  const described = {
    ...(name ? { name } : {}),
    ...(kind.group ? { group: kind.group } : {}),
    ...(kind.kind ? { kind: kind.kind } : {}),
    causes,
  }
  return new StatusError({ reason: 'Invalid', code: 422, message, details: described })
}

/** 410: the resourceVersion or continue token is older than what is kept. */
export function expired(message: string): StatusError {
  return new StatusError({ reason: 'Expired', code: 410, message })
}

export function timeout(message: string, retryAfterSeconds: number, causes: StatusCause[] = []): StatusError {
  const described = { ...(causes.length > 0 ? { causes } : {}), retryAfterSeconds }
  return new StatusError({ reason: 'Timeout', code: 504, message: `Timeout: ${message}`, details: described })
}

export function internalError(error: unknown): StatusError {
  const text = error instanceof Error ? error.message : String(error)
  const message = `Internal error occurred: ${text}`
  return new StatusError(
    { reason: 'InternalError', code: 500, message, details: { causes: [{ message: text }] } },
    { cause: error },
  )
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError({ reason: 'ServiceUnavailable', code: 503, message })
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError({ reason: 'TooManyRequests', code: 429, message, details: { retryAfterSeconds } })
}
