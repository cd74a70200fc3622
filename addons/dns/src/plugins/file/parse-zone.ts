import { PresentationError } from '../../message/dns-error.ts'
import { parseName } from '../../message/name.ts'
import { parseRecord, type ResourceRecord } from '../../message/record.ts'
import { parseTtl } from '../../message/ttl.ts'
import { generatedLines } from './generate.ts'

/** Reads the text of a file that `$INCLUDE` names. */
export type Include = (path: string) => string

const deepestInclude = 7

/** Reads a zone file (RFC 1035 section 5): `$ORIGIN`, `$TTL`, `$INCLUDE`, `$GENERATE`, parentheses, names left out. */
export function parseZone(text: string, zone: string, include?: Include): ResourceRecord[] {
  const state: State = { origin: zone, ttl: 3600, owner: zone, include, depth: 0, records: [] }
  readText(text, state)
  return state.records
}

interface State {
  origin: string
  ttl: number
  owner: string
  depth: number
  readonly include: Include | undefined
  readonly records: ResourceRecord[]
}

function readText(text: string, state: State): void {
  for (const { line, number } of logicalLines(text)) {
    try {
      readLine(line, state)
    } catch (cause) {
      throw new PresentationError(`line ${number}: ${(cause as Error).message}`)
    }
  }
}

function readLine(line: string, state: State): void {
  const [first = '', ...rest] = line.trim().split(/\s+/)
  if (/^\$[A-Z]+$/.test(first)) readDirective(first, rest, state)
  else if (first !== '') readRecord(line, state)
}

function readDirective(name: string, [value = '', origin, ...rest]: readonly string[], state: State): void {
  if (name === '$ORIGIN') state.origin = parseName(value, state.origin)
  else if (name === '$TTL') state.ttl = secondsOf(value)
  else if (name === '$INCLUDE') includeFile(value, origin, state)
  else if (name === '$GENERATE') {
    for (const line of generatedLines([value, origin, ...rest].join(' '))) readRecord(line, state)
  } else throw new PresentationError(`${name} is not supported`)
}

/** The file's own origin and owner end with it. */
function includeFile(path: string, origin: string | undefined, state: State): void {
  if (!state.include) throw new PresentationError('$INCLUDE directive not allowed')
  if (state.depth >= deepestInclude) throw new PresentationError('too deeply nested $INCLUDE')
  const from = origin === undefined ? state.origin : parseName(origin, state.origin)
  readText(state.include(path), { ...state, origin: from, depth: state.depth + 1 })
}

function readRecord(line: string, state: State): void {
  const { origin, ttl, owner: last } = state
  const [first = ''] = line.trim().split(/\s+/)
  const hasOwner = !/^\s/.test(line)
  state.owner = hasOwner ? parseName(first, origin) : last
  const rest = hasOwner ? line.slice(first.length).trim() : line.trim()
  const record = parseRecord(`${state.owner} ${rest}`, { origin, ttl })
  state.records.push({ ...record, name: record.name.toLowerCase() })
}

function secondsOf(text: string): number {
  const seconds = parseTtl(text)
  if (seconds === undefined) throw new PresentationError(`"${text}" is no TTL`)
  return seconds
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
