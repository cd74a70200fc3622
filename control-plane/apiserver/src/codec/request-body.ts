import { decodeJson, decodeYaml, type GroupVersionKind, strictErrorsOf } from '@knarr/api'
import { badRequest, isJsonObject, type KubeObject, StatusError } from '@knarr/machinery'
import { conformBody } from '../crd/conform-body.ts'
import type { CustomKind } from '../crd/custom-kind.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { refuseDeepJson } from './json-depth.ts'
import { fromProtobuf } from './protobuf.ts'
import { type MediaType, mediaTypeText } from './representation.ts'

/** Upstream's `MaxRequestBodyBytes`. */
const maxBodyBytes: number = 3 * 1024 * 1024

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** A body as it was sent: plain data, before anyone asks which kind it is. */
export interface PlainBody {
  readonly value: unknown
  readonly duplicates: readonly string[]
  /** Empty for bodies that did not come as bytes. */
  readonly bytes: Uint8Array
}

const mediaOfContentType: Readonly<Record<string, MediaType>> = {
  '': 'json',
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
}

/** The content type without its parameters. */
export function contentTypeOf({ headers }: Pick<ServerRequest, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const list = accepted.join(', ')
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`
  return new StatusError({ reason: 'UnsupportedMediaType', code: 415, message })
}

/** The bytes of a body; @throws StatusError RequestEntityTooLarge */
export async function bodyBytes({ body }: ServerRequest): Promise<Uint8Array> {
  if (body.kind === 'bytes') return body.read(maxBodyBytes)
  return body.value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body.value))
}

export function bodyTooLarge(): StatusError {
  const message = `Request entity too large: limit is ${maxBodyBytes}`
  return new StatusError({ reason: 'RequestEntityTooLarge', code: 413, message })
}

/** Reads a body in any of the formats of objects. `kind` names what is expected, for the error. */
export async function readPlain(
  request: ServerRequest,
  kind: string,
  findDuplicates: boolean,
): Promise<PlainBody> {
  if (request.body.kind === 'value') {
    return { value: request.body.value, duplicates: [], bytes: new Uint8Array() }
  }
  const media = mediaOfContentType[contentTypeOf(request)]
  if (!media) throw unsupportedMediaType(Object.values(mediaTypeText))
  const bytes = await bodyBytes(request)
  try {
    return { ...decode(bytes, media, findDuplicates), bytes }
  } catch (error) {
    throw unrecognized(error, kind, bytes)
  }
}

function decode(bytes: Uint8Array, media: MediaType, findDuplicates: boolean): Omit<PlainBody, 'bytes'> {
  if (media === 'protobuf') return { value: fromProtobuf(bytes), duplicates: [] }
  if (media === 'json') refuseDeepJson(bytes)
  const decoded =
    media === 'yaml' ? decodeYaml(bytes, { findDuplicates }) : decodeJson(bytes, { findDuplicates })
  if (isJsonObject(decoded.value)) return decoded
  throw badRequest(`couldn't get version/kind; json parse error: ${notAnObject(decoded.value)}`)
}

function notAnObject(value: unknown): string {
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  return `json: cannot unmarshal ${type} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
}

function unrecognized(error: unknown, kind: string, bytes: Uint8Array): StatusError {
  const text = error instanceof Error ? error.message : String(error)
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${text} (${summary(bytes)})`,
  )
}

/** The first of a body, as upstream quotes it: text for JSON, hexadecimal for the rest. */
function summary(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>'
  const start = Buffer.from(bytes.subarray(0, 30))
  const text = bytes[0] === 0x7b ? start.toString() : start.toString('hex')
  return bytes.length > 30 ? `${text} ...` : text
}

export interface ReadOptions {
  readonly fieldValidation: FieldValidation
  /** Further kinds a body may be of, by `apiVersion`; the expected one always is. */
  readonly alsoAccepts?: readonly string[]
  /** Of a kind that is not built in. */
  readonly custom?: CustomKind | undefined
}

/**
 * Reads the object a request carries: proper in its types, pruned of unknown fields, private to the caller.
 * Unknown and duplicate fields are refused, warned of or passed over as the client asked.
 */
export async function readObject<T extends KubeObject = KubeObject>(
  request: ServerRequest,
  expected: GroupVersionKind,
  options: ReadOptions,
): Promise<T> {
  const strict = options.fieldValidation !== 'Ignore'
  const { value, duplicates } = await readPlain(request, expected.kind, strict)
  const typed = withType(value as Record<string, unknown>, expected, options.alsoAccepts ?? [])
  const { object, unknownFields } = conformBody<T>(typed, expected, options.custom)
  if (strict) reportStrictErrors(request, expected, strictErrorsOf({ unknownFields, duplicates }), options)
  return object
}

function reportStrictErrors(
  request: ServerRequest,
  { kind, version }: GroupVersionKind,
  errors: readonly string[],
  { fieldValidation }: ReadOptions,
): void {
  if (errors.length === 0) return
  if (fieldValidation === 'Warn') request.warnings.push(...errors)
  else
    throw badRequest(
      `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: strict decoding error: ${errors.join(', ')}`,
    )
}

/** The value as of the expected kind: what it leaves out is filled in, what it says otherwise is refused. */
function withType(
  value: Record<string, unknown>,
  { group, version, kind }: GroupVersionKind,
  alsoAccepts: readonly string[],
): Record<string, unknown> {
  const apiVersion = group ? `${group}/${version}` : version
  const { apiVersion: saidVersion = apiVersion, kind: saidKind = kind } = value
  if (saidVersion !== apiVersion && saidVersion && !alsoAccepts.includes(String(saidVersion))) {
    throw badRequest(
      `the API version in the data (${saidVersion}) does not match the expected API version (${apiVersion})`,
    )
  }
  if (saidKind && saidKind !== kind) {
    const said = `${saidKind} in version ${JSON.stringify(version)}`
    throw badRequest(
      `${said} cannot be handled as a ${kind}: converting (${version}.${saidKind}) to (${kind}): unknown conversion`,
    )
  }
  return { ...value, apiVersion, kind }
}
