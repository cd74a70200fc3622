import type { Backend } from '../backend.ts'
import { OrderedMap } from '../ordered-map.ts'
import type { Item } from '../store.ts'
import { History } from './history.ts'
import { changeOf } from './log-reader.ts'
import { decodeRecord, type LogRecord, logEnd, logStart, revisionOf } from './record.ts'

export const compactedKey = 'meta/compacted'

export interface Replayed {
  readonly state: OrderedMap<Item>
  readonly history: History
  /** Log records that an interrupted compaction left behind, oldest first. */
  readonly leftover: number[]
}

/** Where a log that is not there yet begins to count: everything before counts as compacted. */
export async function beginAt(backend: Backend, firstRevision: number): Promise<void> {
  if (firstRevision === 0 || (await backend.get(compactedKey))) return
  for await (const _ of backend.range(logStart, logEnd)) return
  await backend.commit({ puts: [[compactedKey, Buffer.from(String(firstRevision))]] })
}

/** Reads the log from its beginning to where it ends. @throws Error when it has a hole. */
export async function replay(backend: Backend, memoryBytes: number): Promise<Replayed> {
  const compacted = await backend.get(compactedKey)
  const history = new History(compacted ? Number(Buffer.from(compacted).toString()) : 0, memoryBytes)
  const replayed: Replayed = { state: new OrderedMap(), history, leftover: [] }
  for await (const [key, value] of backend.range(logStart, logEnd)) {
    const record = decodeRecord(revisionOf(key), value)
    if (record.revision <= history.compactedRevision) restore(replayed, record)
    else append(replayed, record, value.length)
  }
  return replayed
}

/** Before the compacted revision only the last value of each key counts. */
function restore({ state, leftover }: Replayed, record: LogRecord): void {
  const previous = record.item ? state.set(record.key, record.item) : state.delete(record.key)
  if (previous) leftover.push(previous.modRevision)
  if (!record.item) leftover.push(record.revision)
}

function append({ state, history }: Replayed, record: LogRecord, bytes: number): void {
  if (record.revision !== history.revision + 1) {
    throw new Error(`the log is damaged: revision ${history.revision + 1} is missing`)
  }
  const previous = record.item ? state.set(record.key, record.item) : state.delete(record.key)
  if ((previous?.modRevision ?? 0) !== record.previousRevision) {
    throw new Error(`the log is damaged: revision ${record.previousRevision} is missing`)
  }
  history.append(changeOf(record, previous), bytes)
}
