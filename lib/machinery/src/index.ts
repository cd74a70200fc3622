export type { Limiter } from './async/limit.ts'
export { limit } from './async/limit.ts'
export { ExpiringCache } from './cache/expiring-cache.ts'
export type { Clock, Timer } from './clock/clock.ts'
export { every, microTimestamp, sleep, timestamp } from './clock/clock.ts'
export { systemClock } from './clock/system-clock.ts'
export { VirtualClock } from './clock/virtual-clock.ts'
export { formatDuration, humanDuration, parseDuration } from './duration/duration.ts'
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
export type { FieldRequirement, FieldSelector } from './fields/field-selector.ts'
export { escapeFieldValue, fieldSelectorOf, parseFieldSelector } from './fields/field-selector.ts'
export { scaledIntOrPercent } from './intstr/int-or-percent.ts'
export { cloneJson, deepEqual, deepFreeze, isJsonObject, ownValue, setOwn } from './json/json.ts'
export { parseSelector } from './labels/parse-selector.ts'
export type { Requirement, SelectorOperator } from './labels/requirement.ts'
export { requirementOf } from './labels/requirement.ts'
export type { LabelSelector, LabelSelectorRequirement, Selector } from './labels/selector.ts'
export {
  selectEverything,
  selectNothing,
  selectorOf,
  selectorOfLabels,
  selectorOfRequirements,
} from './labels/selector.ts'
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
export { ipErrors } from './names/ips.ts'
export {
  configMapKeyErrors,
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  envVarNameErrors,
  httpHeaderNameErrors,
  labelValueErrors,
  pathSegmentNameErrors,
  percentErrors,
  qualifiedNameErrors,
  relaxedEnvVarNameErrors,
  wildcardDns1123SubdomainErrors,
} from './names/names.ts'
export { portNameErrors, portNumberErrors } from './names/ports.ts'
export type { Cidr } from './net/cidr.ts'
export { cidrOf, parseCidr } from './net/cidr.ts'
export type { Ip } from './net/ip.ts'
export { formatIp, parseIp } from './net/ip.ts'
export { applyJsonPatch } from './patch/json-patch.ts'
export { applyMergePatch } from './patch/merge-patch.ts'
export type { PatchErrorCode } from './patch/patch-error.ts'
export { PatchError } from './patch/patch-error.ts'
export type { PatchSchema, PatchSchemaField } from './patch/strategic-merge-patch.ts'
export { applyStrategicMergePatch } from './patch/strategic-merge-patch.ts'
export { ProtoError } from './protobuf/proto-error.ts'
export { ProtoReader } from './protobuf/proto-reader.ts'
export { ProtoWriter } from './protobuf/proto-writer.ts'
export { wireType } from './protobuf/wire-type.ts'
export type { QuantityFormat } from './quantity/parse-quantity.ts'
export { QuantityError } from './quantity/parse-quantity.ts'
export { parseQuantity, Quantity } from './quantity/quantity.ts'
export { queryFlag } from './query/query-flag.ts'
export type { Random } from './random/random.ts'
export { jitter, nameSuffix, seededRandom, systemRandom } from './random/random.ts'
export { writeAlternativeNames } from './x509/alternative-names.ts'
export type { CertificateRequest } from './x509/certificate-request.ts'
export { parseCertificateRequest } from './x509/certificate-request.ts'
export type { DerValue } from './x509/der.ts'
export { derTag, objectIdText, readDer, readDerIn, writeDer, writeObjectId } from './x509/der.ts'
export { writeDistinguishedName } from './x509/distinguished-name.ts'
export type { PeerSubject } from './x509/peer-subject.ts'
export { peerSubject } from './x509/peer-subject.ts'
export type { PemBlock } from './x509/pem.ts'
export { pemBlocks, writePem } from './x509/pem.ts'
