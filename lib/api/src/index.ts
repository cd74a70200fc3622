export type { Conformed, ConformOptions } from './conform/conform.ts'
export { conformToSchema, strictDecodingError, strictErrorsOf } from './conform/conform.ts'
export { convert } from './conversion/convert.ts'
export type { Decoded, DecodeOptions } from './decode/decode-json.ts'
export { decodeJson } from './decode/decode-json.ts'
export { decodeYaml } from './decode/decode-yaml.ts'
export type { Prose } from './prose/prose.ts'
export { proseOf } from './prose/prose.ts'
export type { DecodedProtobuf } from './protobuf/decode-protobuf.ts'
export { decodeProtobuf } from './protobuf/decode-protobuf.ts'
export {
  encodeProtobuf,
  encodeWatchEventProtobuf,
  hasProtobuf,
  protobufMediaType,
} from './protobuf/encode-protobuf.ts'
export type { Resource } from './resource.ts'
export { apiVersionOf, pathOf, qualifiedResource } from './resource.ts'
export type { ApiGroup, ApiResource, ApiSubresource } from './resources/api-resource.ts'
export { apiResources, groupVersions, splitGroupVersion } from './resources/api-resource.ts'
export { compareVersions, groupPriorityMinimum } from './resources/group-priority.ts'
export { patchSchema, patchSchemaOf } from './schema/patch-schema.ts'
export type { Schema, SchemaField, SchemaFormat, SchemaType } from './schema/schema.ts'
export { schemaOf, schemaOfType, typeNames } from './schema/schema.ts'
export type { GroupVersionKind } from './schema/type-name.ts'
export { gvkOf, typeNameOf } from './schema/type-name.ts'
