export type { CallCost, FunctionDeclaration, Library, Overload, Range } from './check/declarations.ts'
export type { Compilation, EnvironmentOptions } from './environment/environment.ts'
export { Environment } from './environment/environment.ts'
export type { Evaluation } from './environment/program.ts'
export { Program } from './environment/program.ts'
export type { Variables } from './evaluate/frame.ts'
export { applyConfigurationLibrary, applyConfigurationType } from './library/apply-configurations.ts'
export type { AccessCheck, AccessDecision, AskAccess } from './library/authorizers.ts'
export {
  authorizerType,
  authorizerValue,
  resourceCheckType,
  resourceCheckValue,
} from './library/authorizers.ts'
export { jsonPatchLibrary } from './library/json-patches.ts'
export { kubernetesLibraries } from './library/kubernetes.ts'
export { escapeFieldName, unescapeFieldName } from './schema/field-names.ts'
export { typeOfResource, typeOfSchema } from './schema/schema-type.ts'
export type { StructuralSchema } from './schema/structural-schema.ts'
export { resourceSchema } from './schema/structural-schema.ts'
export type { CelType, FieldTypes } from './types/cel-type.ts'
export {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  objectType,
  opaqueType,
  optionalType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from './types/cel-type.ts'
export { typeText } from './types/type-text.ts'
export { CelError, CostLimitError, NoSuchKeyError } from './values/cel-error.ts'
export { LazyMap } from './values/entry-map.ts'
export { valueOfJson } from './values/json-value.ts'
export { jsonOfValue } from './values/to-json.ts'
export type { Value } from './values/value.ts'
export { CelList, CelMap, Duration, OpaqueValue, Optional, Timestamp, Uint } from './values/value.ts'
