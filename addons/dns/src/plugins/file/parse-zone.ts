import { PresentationError } from '../../message/dns-error.ts'
import { parseName } from '../../message/name.ts'
import { parseRecord, type ResourceRecord } from '../../message/record.ts'

/** Reads a zone file (RFC 1035 section 5): `$ORIGIN`, `$TTL`, parentheses, comments, names left out. */
export function parseZone(text: string, zone: string): ResourceRecord[] {
  const records: ResourceRecord[] = []
  const state = { origin: zone, ttl: 3600, owner: zone }
  for (const { line, number } of logicalLines(text)) {
    try {
      const record = readLine(line, state)
      if (record) records.push(record)
    } catch (cause) {
      throw new PresentationError(`line ${number}: ${(cause as Error).message}`)
    }
  }
  return records
}

interface State {
  origin: string
  ttl: number
  owner: string
}

function readLine(line: string, state: State): ResourceRecord | undefined {
  const [first = '', value = ''] = line.trim().split(/\s+/)
  if (first === '$ORIGIN') state.origin = parseName(value, state.origin)
  else if (first === '$TTL') state.ttl = secondsOf(value)
  else if (first.startsWith('$')) throw new PresentationError(`${first} is not supported`)
  else if (first !== '') {
    const owner = /^\s/.test(line) ? state.owner : parseName(first, state.origin)
    const rest = /^\s/.test(line) ? line.trim() : line.slice(first.length).trim()
    const { origin, ttl } = state
    state.owner = owner
    const record = parseRecord(`${owner} ${rest}`, { origin, ttl })
    return { ...record, name: record.name.toLowerCase() }
  }
  return undefined
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `3600` or `1h30m`. */
function secondsOf(text: string): number {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) throw new PresentationError(`"${text}" is no TTL`)
  return [...text.matchAll(/(\d+)([smhdw]?)/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[(unit ?? '').toLowerCase()] ?? 1),
    0,
  )
}

/** Lines with comments cut off, those within parentheses joined. */
function logicalLines(text: string): { line: string; number: number }[] {
  const lines: { line: string; number: number }[] = []
  let depth = 0
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const { line, opened } = withoutComment(raw)
    const last = lines.at(-1)
    if (depth > 0 && last) last.line += ` ${line}`
    else lines.push({ line, number: index + 1 })
    depth += opened
  }
  if (depth !== 0) throw new PresentationError('a parenthesis is not closed')
  return lines
}

/** The line without comment and parentheses, and by how many more open than close. */
function withoutComment(raw: string): { line: string; opened: number } {
  let opened = 0
  let line = ''
  for (const [part] of raw.matchAll(/"(?:\\.|[^"\\])*"|\\.|;.*|[\s\S]/g)) {
    if (part.startsWith(';')) break
    if (part === '(') opened++
    else if (part === ')') opened--
    else line += part
  }
  return { line, opened }
}
