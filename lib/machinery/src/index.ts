export type { Clock, Timer } from './clock/clock.ts'
export { every, microTimestamp, sleep, timestamp } from './clock/clock.ts'
export { systemClock } from './clock/system-clock.ts'
export { VirtualClock } from './clock/virtual-clock.ts'
export type { Status, StatusCause, StatusDetails, StatusReason } from './errors/status-error.ts'
export { hasReason, StatusError } from './errors/status-error.ts'
export type { NamedResource } from './errors/status-errors.ts'
export {
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbidden,
  internalError,
  invalidObject,
  methodNotSupported,
  notFound,
  serviceUnavailable,
  timeout,
  tooManyRequests,
  unauthorized,
} from './errors/status-errors.ts'
export type { FieldError, FieldErrorReason } from './field/field-error.ts'
export {
  duplicate,
  fieldErrorText,
  fieldNotFound,
  forbiddenField,
  invalid,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from './field/field-error.ts'
export type {
  Draft,
  KubeList,
  KubeObject,
  ListMeta,
  ManagedFieldsEntry,
  ObjectKey,
  ObjectMeta,
  OwnerReference,
} from './meta/object-meta.ts'
export { keyOf, keyText } from './meta/object-meta.ts'
export type { Random } from './random/random.ts'
export { jitter, nameSuffix, seededRandom, systemRandom } from './random/random.ts'
