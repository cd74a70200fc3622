import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  parseCidr,
  parseIp,
  typeInvalid,
} from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { isCreditCard, isIsbn10, isIsbn13 } from './checksums.ts'
import { isDate, isDateTime, isDuration } from './times.ts'

const matches =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text)

const uuid = (third: string, fourth: string): ((text: string) => boolean) =>
  matches(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`, 'i'))

const anyGroup = '[0-9a-f]{4}'
const mac =
  /^([0-9a-f]{2}([:-])[0-9a-f]{2}(\2[0-9a-f]{2}){4}(\2[0-9a-f]{2}){0,14}|([0-9a-f]{4}\.){2,9}[0-9a-f]{4})$/i
const macBytes: readonly number[] = [6, 8, 20]
const label = String.raw`[\p{L}\p{S}0-9]([\p{L}\p{S}0-9-]{0,61}[\p{L}\p{S}0-9])?`
const hostname = new RegExp(String.raw`^(${label}|(${label}\.)+\p{L}{2,63})$`, 'u')
const email = /^(?:[^<>@"]*<)?[^\s<>()[\]\\,;:@"]+@(?:[^\s<>()[\]\\,;:@"]+|\[[^\]]+\])>?$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/
const byteValue = '(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])'
const rgb = new RegExp(`^rgb\\(\\s*${byteValue}\\s*,\\s*${byteValue}\\s*,\\s*${byteValue}\\s*\\)$`)

/** The formats upstream knows, without dashes; any other is no format at all. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matches(/^[0-9a-f]{24}$/i),
  uri: isRequestUri,
  email: matches(email),
  hostname: (text) => text.length <= 255 && hostname.test(text),
  ipv4: (text) => text.includes('.') && parseIp(text) !== undefined,
  ipv6: (text) => text.includes(':') && parseIp(text) !== undefined,
  cidr: (text) => parseCidr(text) !== undefined,
  mac: (text) => mac.test(text) && macBytes.includes(text.replaceAll(/[^0-9a-f]/gi, '').length / 2),
  uuid: uuid(anyGroup, anyGroup),
  uuid3: uuid('3[0-9a-f]{3}', anyGroup),
  uuid4: uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
  uuid5: uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}'),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matches(rgb),
  byte: matches(base64),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  k8sshortname: (text) => dns1123LabelErrors(text).length === 0,
  k8slongname: (text) => dns1123SubdomainErrors(text).length === 0,
}

/** What Go's `url.ParseRequestURI` takes: an absolute URI, or an absolute path. */
function isRequestUri(text: string): boolean {
  if (/\p{Cc}/u.test(text) || /%(?![0-9a-f]{2})/i.test(text)) return false
  if (text.startsWith('/') || text === '*') return !/^\/\/[^/]* /.test(text)
  const match = /^[a-z][a-z0-9+.-]*:(?:\/\/([^/?]*))?/i.exec(text)
  return match !== null && !/[ <>"\\^`{|}]/.test(match[1] ?? '') && /:(\/|[^/])/.test(text)
}

/** The schema's format, without dashes, where it is one upstream checks. */
export function stringFormat({ format }: JsonSchema): string | undefined {
  const name = format?.replaceAll('-', '')
  return name && Object.hasOwn(formats, name) ? format : undefined
}

export function checkFormat(schema: JsonSchema, value: string, field: string): FieldError[] {
  const format = stringFormat(schema)
  if (!format || formats[format.replaceAll('-', '')]?.(value)) return []
  const detail = `${field} in body must be of type ${format}: ${JSON.stringify(value)}`
  return [typeInvalid(field, value, detail)]
}
