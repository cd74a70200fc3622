import type { Backend } from '../backend.ts'
import type { Change, Item } from '../store.ts'
import { decodeRecord, type LogRecord, logKey, revisionOf } from './record.ts'

export interface Span {
  readonly after: number
  readonly upTo: number
}

/** The item that `revision` made, or undefined when the log has it no more. */
export async function readItem(backend: Backend, revision: number): Promise<Item | undefined> {
  const bytes = await backend.get(logKey(revision))
  return bytes && decodeRecord(revision, bytes).item
}

/** The records of the log after one revision and up to another, with what they weigh, in order. */
export async function* readLog(
  backend: Backend,
  { after, upTo }: Span,
): AsyncGenerator<{ record: LogRecord; bytes: number }> {
  for await (const [key, value] of backend.range(logKey(after + 1), logKey(upTo + 1))) {
    yield { record: decodeRecord(revisionOf(key), value), bytes: value.length }
  }
}

/** The record as a change from `previous`. */
export function changeOf(record: LogRecord, previous: Item | undefined): Change {
  const { revision, key, item, origin } = record
  return Object.freeze({ revision, key, item, previous, origin })
}

/** The changes after `after` up to and including `upTo` whose key is `wanted`, as the backend has them. */
export async function* readChanges(
  backend: Backend,
  span: Span,
  wanted: (key: string) => boolean,
): AsyncGenerator<Change> {
  const seen = new Map<string, Item | undefined>()
  for await (const { record } of readLog(backend, span)) {
    if (!wanted(record.key)) continue
    const previous = seen.get(record.key) ?? (await readPrevious(backend, record))
    seen.set(record.key, record.item)
    yield changeOf(record, previous)
  }
}

async function readPrevious(backend: Backend, record: LogRecord): Promise<Item | undefined> {
  if (record.previousRevision === 0) return undefined
  const item = await readItem(backend, record.previousRevision)
  if (item) return item
  throw new Error(`log record ${record.previousRevision} is missing, which record ${record.revision} follows`)
}
