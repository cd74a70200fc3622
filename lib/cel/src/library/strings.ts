import type { FunctionDeclaration, Library } from '../check/declarations.ts'
import { containment, deepTraversal, joining, replacing, splitting, traversal } from '../cost/call-costs.ts'
import { boolType, dynType, intType, listType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { ArrayList, type CelList } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'
import { formatText } from './format-text.ts'

const text = takes(stringType)
const texts = takes(stringType, stringType)
const at = takes(stringType, intType)

/** `contains`, `startsWith` and `endsWith`, of the standard. */
export const textFunctions: readonly FunctionDeclaration[] = [
  declare(
    'contains',
    method('contains_string', texts.gives(boolType, containment), (a: string, b: string) => a.includes(b)),
  ),
  declare(
    'startsWith',
    method('starts_with_string', texts.gives(boolType, traversal()), (a: string, b: string) =>
      a.startsWith(b),
    ),
  ),
  declare(
    'endsWith',
    method('ends_with_string', texts.gives(boolType, traversal()), (a: string, b: string) => a.endsWith(b)),
  ),
]

const sameSize = traversal({ isResultAsLarge: true })

function charAt(value: string, index: bigint): string {
  const characters = [...value]
  if (index < 0n || index > BigInt(characters.length)) throw new CelError(`index out of range: ${index}`)
  return characters[Number(index)] ?? ''
}

function indexOf(value: string, part: string, offset = 0n): bigint {
  const characters = [...value]
  if (offset < 0n || offset > BigInt(characters.length)) throw new CelError(`index out of range: ${offset}`)
  const start = characters.slice(0, Number(offset)).join('').length
  const found = value.indexOf(part, start)
  return found < 0 ? -1n : BigInt([...value.slice(0, found)].length)
}

function lastIndexOf(value: string, part: string, offset?: bigint): bigint {
  const characters = [...value]
  if (offset !== undefined && (offset < 0n || offset > BigInt(characters.length))) {
    throw new CelError(`index out of range: ${offset}`)
  }
  const end = offset === undefined ? value.length : characters.slice(0, Number(offset)).join('').length
  const found = value.lastIndexOf(part, end)
  return found < 0 ? -1n : BigInt([...value.slice(0, found)].length)
}

function substring(value: string, start: bigint, end?: bigint): string {
  const characters = [...value]
  const size = BigInt(characters.length)
  if (start < 0n || start > size) throw new CelError(`index out of range: ${start}`)
  if (end === undefined) return characters.slice(Number(start)).join('')
  if (end < 0n || end > size) throw new CelError(`index out of range: ${end}`)
  if (start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`)
  return characters.slice(Number(start), Number(end)).join('')
}

function replace(value: string, old: string, replacement: string, limit = -1n): string {
  if (limit < 0n)
    return old === ''
      ? surrounded(value, replacement, Number.POSITIVE_INFINITY)
      : value.replaceAll(old, () => replacement)
  if (old === '') return surrounded(value, replacement, Number(limit))
  const parts = value.split(old)
  const replaced = Math.min(Number(limit), parts.length - 1)
  return [parts.slice(0, replaced + 1).join(replacement), ...parts.slice(replaced + 1)].join(old)
}

/** As Go does for an empty text: the replacement before every character, and at the end. */
function surrounded(value: string, replacement: string, limit: number): string {
  const characters = [...value]
  const parts = characters.map((character, index) => (index < limit ? replacement + character : character))
  return parts.join('') + (characters.length < limit ? replacement : '')
}

function split(value: string, separator: string, limit = -1n): CelList {
  if (limit === 0n) return new ArrayList([])
  const parts = separator === '' ? [...value] : value.split(separator)
  if (limit < 0n || BigInt(parts.length) <= limit) return new ArrayList(parts)
  const kept = parts.slice(0, Number(limit) - 1)
  return new ArrayList([...kept, parts.slice(Number(limit) - 1).join(separator)])
}

function join(list: CelList, separator = ''): string {
  const parts: string[] = []
  for (const item of list) {
    if (typeof item !== 'string') throw new CelError(`no such overload`)
    parts.push(item)
  }
  return parts.join(separator)
}

const asciiOnly = (value: string, change: (part: string) => string): string =>
  value.replace(/[A-Za-z]+/g, change)

const space =
  '[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const outerSpace = new RegExp(`^${space}+|${space}+$`, 'g')

const escapes = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
])

function quote(value: string): string {
  const plain = value.toWellFormed()
  return `"${[...plain].map((character) => escapes.get(character) ?? character).join('')}"`
}

const indexFunctions = [
  declare('charAt', method('string_char_at_int', at.gives(stringType), charAt)),
  declare(
    'indexOf',
    method('string_index_of_string', texts.gives(intType, deepTraversal), indexOf),
    method(
      'string_index_of_string_int',
      takes(stringType, stringType, intType).gives(intType, deepTraversal),
      indexOf,
    ),
  ),
  declare(
    'lastIndexOf',
    method('string_last_index_of_string', texts.gives(intType, deepTraversal), lastIndexOf),
    method(
      'string_last_index_of_string_int',
      takes(stringType, stringType, intType).gives(intType, deepTraversal),
      lastIndexOf,
    ),
  ),
  declare(
    'substring',
    method('string_substring_int', at.gives(stringType, sameSize), substring),
    method(
      'string_substring_int_int',
      takes(stringType, intType, intType).gives(stringType, sameSize),
      substring,
    ),
  ),
]

const changeFunctions = [
  declare(
    'lowerAscii',
    method('string_lower_ascii', text.gives(stringType, sameSize), (value: string) =>
      asciiOnly(value, (part) => part.toLowerCase()),
    ),
  ),
  declare(
    'upperAscii',
    method('string_upper_ascii', text.gives(stringType, sameSize), (value: string) =>
      asciiOnly(value, (part) => part.toUpperCase()),
    ),
  ),
  declare(
    'trim',
    method('string_trim', text.gives(stringType, sameSize), (value: string) => value.replace(outerSpace, '')),
  ),
  declare(
    'reverse',
    method('string_reverse', text.gives(stringType), (value: string) => [...value].reverse().join('')),
  ),
  declare('strings.quote', overload('strings_quote', text.gives(stringType, sameSize), quote)),
  declare(
    'format',
    method('string_format', takes(stringType, listType(dynType)).gives(stringType, traversal()), formatText),
  ),
]

const replaceFunctions = [
  declare(
    'replace',
    method(
      'string_replace_string_string',
      takes(stringType, stringType, stringType).gives(stringType, replacing),
      replace,
    ),
    method(
      'string_replace_string_string_int',
      takes(stringType, stringType, stringType, intType).gives(stringType, replacing),
      replace,
    ),
  ),
  declare(
    'split',
    method('string_split_string', texts.gives(listType(stringType), splitting), split),
    method(
      'string_split_string_int',
      takes(stringType, stringType, intType).gives(listType(stringType), splitting),
      split,
    ),
  ),
  declare(
    'join',
    method('list_join', takes(listType(stringType)).gives(stringType, joining), join),
    method('list_join_string', takes(listType(stringType), stringType).gives(stringType, joining), join),
  ),
]

/** The string extensions: `charAt`, `split`, `format` and so on. */
export const stringLibrary: Library = {
  functions: [...indexFunctions, ...changeFunctions, ...replaceFunctions],
}
