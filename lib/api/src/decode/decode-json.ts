import { badRequest, isJsonObject, setOwn } from '@knarr/machinery'
import { duplicateKeys } from './duplicate-keys.ts'
import { isNestedDeeper, maxDepth } from './nesting-depth.ts'

export interface Decoded {
  readonly value: unknown
  /** Paths of keys that stood twice in one object (`spec.replicas`); the last one counts. Empty unless asked for. */
  readonly duplicates: readonly string[]
}

export interface DecodeOptions {
  /** Costs a second pass over the text: for `fieldValidation` Warn and Strict. */
  readonly findDuplicates?: boolean
}

/** Reads a JSON body; bytes that are no JSON are a BadRequest. */
export function decodeJson(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (isNestedDeeper(bytes, maxDepth))
    throw badRequest("couldn't get version/kind; json parse error: exceeded max depth")
  return { value: parseJson(text), duplicates: options.findDuplicates ? duplicateKeys(text) : [] }
}

const mayEscapeSurrogate = /\\u[dD][89a-fA-F]/

/** Half of a pair of surrogates is no character: as Go does, U+FFFD takes its place. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (!isJsonObject(value)) return value
  const made: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) setOwn(made, key.toWellFormed(), wellFormed(inner))
  return made
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return mayEscapeSurrogate.test(text) ? wellFormed(value) : value
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${goSyntaxError(text, error)}`)
  }
}

/** The error in the words clients of Go servers know, as far as the place of the error tells. */
function goSyntaxError(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const position = /at position (\d+)/.exec(message)?.[1]
  if (text.trim() === '' || /end of JSON input|Unterminated/.test(message))
    return 'unexpected end of JSON input'
  const character =
    position === undefined ? /Unexpected token '(.)'/u.exec(message)?.[1] : text[Number(position)]
  if (character === undefined) return message
  return `invalid character '${character === "'" ? "\\'" : character}' looking for beginning of value`
}
