import { PresentationError } from './dns-error.ts'

/*
 * Names are strings in presentation format, ending in a dot, escaped as RFC 1035 section 5.1 says: a byte that is no
 * printable ASCII is `\DDD`, and a dot or backslash within a label has a backslash before it.
 */

/** The name with its final dot. */
export function fqdn(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

/** The labels from left to right, still escaped; none for the root. */
export function labelsOf(name: string): string[] {
  if (name === '.' || name === '') return []
  const body = name.endsWith('.') ? name.slice(0, -1) : name
  if (!body.includes('\\')) return body.split('.')
  return body.match(/(?:\\.|[^.\\])+/g) ?? []
}

/** The name without its first label; the root's parent is the root. */
export function parentOf(name: string): string {
  const end = labelEnd(name)
  return end + 1 >= name.length ? '.' : name.slice(end + 1)
}

function labelEnd(name: string): number {
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code === 0x5c) index++
    else if (code === 0x2e) return index
  }
  return name.length
}

/** Whether `name` is `zone` or below it; both in lower case. */
export function isWithin(name: string, zone: string): boolean {
  if (zone === '.' || name === zone) return true
  if (!name.endsWith(zone)) return false
  return name[name.length - zone.length - 1] === '.' && name[name.length - zone.length - 2] !== '\\'
}

/** The longest of `zones` that `name` lies in. */
export function zoneOf(name: string, zones: readonly string[]): string | undefined {
  let best: string | undefined
  for (const zone of zones) {
    if ((best === undefined || zone.length > best.length) && isWithin(name, zone)) best = zone
  }
  return best
}

/** The part of `name` before `zone`, without the dot between: '' for the zone itself. */
export function prefixOf(name: string, zone: string): string {
  if (zone === '.') return name.slice(0, -1)
  return name.slice(0, Math.max(0, name.length - zone.length - 1))
}

/** `prefix.zone`, or the zone when there is no prefix. */
export function joinName(prefix: string, zone: string): string {
  if (prefix === '') return zone
  return zone === '.' ? `${prefix}.` : `${prefix}.${zone}`
}

/** Reads a name as written in a zone file: relative to `origin` unless it ends in a dot. */
export function parseName(text: string, origin = '.'): string {
  if (text === '@') return origin
  const absolute = endsInDot(text) ? text : joinName(text, origin)
  if (wireLength(absolute) > 255) throw new PresentationError(`name ${text} is longer than 255 bytes`)
  for (const label of absolute === '.' ? [''] : labelsOf(absolute)) checkLabel(label, text)
  if (absolute !== '.' && /(^|[^\\])(\\\\)*\.\./.test(absolute)) {
    throw new PresentationError(`name ${text} has an empty label`)
  }
  return absolute
}

function endsInDot(text: string): boolean {
  return /(^|[^\\])(\\\\)*\.$/.test(text)
}

function checkLabel(label: string, name: string): void {
  if (bytesOf(label).length > 63) throw new PresentationError(`name ${name} has a label longer than 63 bytes`)
}

/** How many bytes the name takes on the wire, uncompressed. */
export function wireLength(name: string): number {
  if (!name.includes('\\')) return name === '.' ? 1 : name.length + 1
  return labelsOf(name).reduce((sum, label) => sum + 1 + bytesOf(label).length, 1)
}

/** The bytes of an escaped text, one character each. */
export function bytesOf(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:(\d{3})|([\s\S]))/g, (_, digits, char) => {
    if (digits === undefined) return char
    if (Number(digits) > 255) throw new PresentationError(`\\${digits} is no byte`)
    return String.fromCharCode(Number(digits))
  })
}

/** Bytes, one character each, as a label is written. */
export function escapeLabel(bytes: string): string {
  if (/^[A-Za-z0-9_*-]*$/.test(bytes)) return bytes
  return bytes.replace(/[^!-~]|[.\\"();@$]/g, (char) => {
    const code = char.charCodeAt(0)
    return code > 0x20 && code < 0x7f ? `\\${char}` : `\\${String(code).padStart(3, '0')}`
  })
}
