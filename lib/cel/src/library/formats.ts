import {
  dns1035LabelErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from '@knarr/machinery'
import type { CallCost, Library } from '../check/declarations.ts'
import { fixed, regexMatch } from '../cost/call-costs.ts'
import { exactly, unbounded } from '../cost/range.ts'
import { type CelType, listType, opaqueType, optionalType, stringType } from '../types/cel-type.ts'
import { parseTimestamp } from '../values/times.ts'
import { ArrayList, OpaqueValue, Optional } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'
import { urlError } from './urls.ts'

const formatType = opaqueType('kubernetes.NamedFormat')

class FormatValue extends OpaqueValue {
  readonly type: CelType = formatType
  readonly name: string
  readonly errors: (text: string) => readonly string[]
  /** How long a regular expression of it would be, which its cost is reckoned by. */
  readonly regexSize: number

  constructor(name: string, regexSize: number, errors: (text: string) => readonly string[]) {
    super()
    this.name = name
    this.regexSize = regexSize
    this.errors = errors
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof FormatValue && other.name === this.name
  }
}

/** A prefix may end in a dash, for something follows it. */
const ofPrefix = (errors: (text: string) => string[]) => (text: string) => errors(text.replace(/-$/, 'a'))

function unless(isValid: (text: string) => boolean, message: string): (text: string) => string[] {
  return (text) => (isValid(text) ? [] : [message])
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const isDate = (text: string): boolean => parseTimestamp(`${text}T00:00:00Z`) !== undefined
const urlErrors = (text: string): string[] => {
  const error = urlError(text)
  return error === undefined ? [] : [error]
}

const formats: ReadonlyMap<string, FormatValue> = new Map(
  [
    new FormatValue('dns1123Label', 30, dns1123LabelErrors),
    new FormatValue('dns1123Subdomain', 60, dns1123SubdomainErrors),
    new FormatValue('dns1035Label', 30, dns1035LabelErrors),
    new FormatValue('qualifiedName', 60, qualifiedNameErrors),
    new FormatValue('dns1123LabelPrefix', 30, ofPrefix(dns1123LabelErrors)),
    new FormatValue('dns1123SubdomainPrefix', 60, ofPrefix(dns1123SubdomainErrors)),
    new FormatValue('dns1035LabelPrefix', 30, ofPrefix(dns1035LabelErrors)),
    new FormatValue('labelValue', 40, labelValueErrors),
    new FormatValue('uri', 1000, urlErrors),
    new FormatValue(
      'uuid',
      80,
      unless((text) => uuid.test(text), 'does not match the UUID format'),
    ),
    new FormatValue(
      'byte',
      200,
      unless((text) => base64.test(text) && text !== '', 'invalid base64'),
    ),
    new FormatValue('date', 130, unless(isDate, 'invalid date')),
    new FormatValue(
      'datetime',
      130,
      unless((text) => parseTimestamp(text) !== undefined, 'invalid datetime'),
    ),
  ].map((format) => [format.name, format]),
)

const longestRegex = 128

const validation: CallCost = {
  actual: ([format, text], result) => {
    const size = format instanceof FormatValue ? format.regexSize : longestRegex
    return regexMatch.actual([text ?? null, 'x'.repeat(size)], result)
  },
  estimate: ([, text]) => {
    const size = text?.size ?? unbounded
    return regexMatch.estimate([
      { type: stringType, size, elementSize: unbounded },
      { type: stringType, size: exactly(longestRegex), elementSize: unbounded },
    ])
  },
}

/** `format.dns1123Label().validate(text)`: none, or a list of what is wrong. */
export const formatLibrary: Library = {
  types: new Map([['kubernetes.NamedFormat', formatType]]),
  functions: [
    declare(
      'validate',
      method(
        'format-validate',
        takes(formatType, stringType).gives(optionalType(listType(stringType)), validation),
        (format: FormatValue, text: string) => {
          const errors = format.errors(text)
          return errors.length === 0 ? new Optional() : new Optional(new ArrayList([...errors]))
        },
      ),
    ),
    declare(
      'format.named',
      overload(
        'format-named',
        takes(stringType).gives(optionalType(formatType), fixed(1)),
        (name: string) => {
          return new Optional(formats.get(name))
        },
      ),
    ),
    ...Array.from(formats, ([name, format]) => {
      return declare(
        `format.${name}`,
        overload(`format.${name}`, takes().gives(formatType, fixed(1)), () => format),
      )
    }),
  ],
}
