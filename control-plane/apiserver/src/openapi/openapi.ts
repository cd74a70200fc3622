import { createHash } from 'node:crypto'
import { apiVersionOf } from '@knarr/api'
import type { OpenApiInput } from './document-input.ts'
import { swaggerOf } from './document-v2.ts'
import { openApiOf } from './document-v3.ts'
import { encodeSwagger } from './gnostic-v2.ts'
import { encodeOpenApi } from './gnostic-v3.ts'
import type { JsonSchema } from './json-schema.ts'
import { type ForeignSwagger, mergeSwagger } from './merge-swagger.ts'

/** What clients ask for and what the answer is called: an `@` in it is no media type to those who parse it. */
export interface ProtobufMediaType {
  readonly accepted: string
  readonly answered: string
}

export const openApiV2Protobuf: ProtobufMediaType = {
  accepted: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  answered: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
}
export const openApiV3Protobuf: ProtobufMediaType = {
  accepted: 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf',
  answered: 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf',
}

/** A document in one of its forms. */
export interface EncodedDocument {
  readonly bytes: Uint8Array
  /** Changes when the document does; quoted, as the header wants it. */
  readonly etag: string
}

/** A document, each form built when it is first asked for. */
export interface OpenApiDocument {
  json(): EncodedDocument
  protobuf(): EncodedDocument
}

interface Documents {
  v2?: OpenApiDocument
  index?: EncodedDocument
  readonly v3: Map<string, OpenApiDocument | undefined>
  readonly hashes: Map<string, string>
}

const kept = new WeakMap<OpenApiInput, Documents>()

function documentsOf(input: OpenApiInput): Documents {
  const known = kept.get(input)
  if (known) return known
  const made: Documents = { v3: new Map(), hashes: new Map() }
  kept.set(input, made)
  return made
}

/** `/openapi/v2`: the whole API in one document. */
export function openApiV2(input: OpenApiInput): OpenApiDocument {
  const documents = documentsOf(input)
  documents.v2 ??= documentOf(() => mergeSwagger(swaggerOf(input), foreignSwagger(input)), encodeSwagger)
  return documents.v2
}

function foreignSwagger({ foreign = [] }: OpenApiInput): ForeignSwagger[] {
  return foreign.flatMap(({ groupVersion, swagger }) =>
    swagger ? [{ document: swagger, root: `/apis/${groupVersion}` }] : [],
  )
}

/** `/openapi/v3`: where the document of each group version is, with a hash that makes the URL cacheable for ever. */
export function openApiV3Index(input: OpenApiInput): EncodedDocument {
  const documents = documentsOf(input)
  documents.index ??= indexOf(input)
  return documents.index
}

/** `/openapi/v3/api/v1`, `/openapi/v3/apis/apps/v1`: undefined if nothing of `apps/v1` is served. */
export function openApiV3(groupVersion: string, input: OpenApiInput): OpenApiDocument | undefined {
  const { v3 } = documentsOf(input)
  if (v3.has(groupVersion)) return v3.get(groupVersion)
  const resources = input.resources.filter((resource) => apiVersionOf(resource) === groupVersion)
  const document =
    resources.length > 0 ? documentOf(() => openApiOf(input, resources), encodeOpenApi) : undefined
  v3.set(groupVersion, document)
  return document
}

/** The hash that the index gives a group version: of what its document is made of, so the index is cheap. */
export function openApiV3Hash(groupVersion: string, input: OpenApiInput): string {
  const { hashes } = documentsOf(input)
  const known = hashes.get(groupVersion)
  if (known) return known
  const resources = input.resources.filter((resource) => apiVersionOf(resource) === groupVersion)
  const schemas = resources.map((resource) => digestOf(input.customSchemaOf?.(resource)))
  const hash = hashOf(JSON.stringify([input.version, resources, schemas]))
  hashes.set(groupVersion, hash)
  return hash
}

const digests = new WeakMap<JsonSchema, string>()

/** Schemas are large and seldom change, while something of their documents often does. */
function digestOf(schema: JsonSchema | undefined): string {
  if (!schema) return ''
  const digest = digests.get(schema) ?? hashOf(JSON.stringify(schema))
  digests.set(schema, digest)
  return digest
}

function indexOf(input: OpenApiInput): EncodedDocument {
  const groupVersions = [...new Set(input.resources.map(apiVersionOf))]
  const paths = groupVersions.map((groupVersion) => {
    const path = groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`
    const serverRelativeURL = `/openapi/v3/${path}?hash=${openApiV3Hash(groupVersion, input)}`
    return [path, { serverRelativeURL }]
  })
  const theirs = (input.foreign ?? []).flatMap(({ groupVersion, v3Url }) =>
    v3Url ? [[`apis/${groupVersion}`, { serverRelativeURL: v3Url }]] : [],
  )
  return encoded(Buffer.from(JSON.stringify({ paths: Object.fromEntries([...paths, ...theirs]) })))
}

/** Both forms are built when asked for, and the objects between are not kept: they are large. */
function documentOf(build: () => unknown, encode: (document: unknown) => Uint8Array): OpenApiDocument {
  let json: EncodedDocument | undefined
  let protobuf: EncodedDocument | undefined
  return {
    json: () => {
      json ??= encoded(Buffer.from(JSON.stringify(build())))
      return json
    },
    protobuf: () => {
      protobuf ??= encoded(encode(build()))
      return protobuf
    },
  }
}

const encoded = (bytes: Uint8Array): EncodedDocument => ({ bytes, etag: `"${hashOf(bytes)}"` })

const hashOf = (data: Uint8Array | string): string =>
  createHash('sha256').update(data).digest('hex').toUpperCase()
