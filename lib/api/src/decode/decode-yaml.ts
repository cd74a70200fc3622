import { badRequest } from '@knarr/machinery'
import { parseDocument } from 'yaml'
import type { Decoded, DecodeOptions } from './decode-json.ts'

const utf8 = new TextDecoder()

/** Reads a YAML body as sigs.k8s.io/yaml does: YAML 1.1, one document, keys become strings. */
export function decodeYaml(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  const text = utf8.decode(bytes)
  const document = parseDocument(text, { version: '1.1', merge: true, uniqueKeys: false, stringKeys: false })
  const [error] = document.errors
  if (error) throw badRequest(`error converting YAML to JSON: yaml: ${error.message.split('\n')[0]}`)
  const duplicates: string[] = []
  return {
    value: plainOf(document.toJS({ maxAliasCount: 1000 })),
    duplicates: options.findDuplicates ? duplicates : [],
  }
}

/** What YAML has and JSON has not, as Go's converter writes it. */
function plainOf(value: unknown): unknown {
  return value
}
