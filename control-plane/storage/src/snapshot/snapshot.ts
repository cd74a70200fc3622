import { createHash } from 'node:crypto'
import { CopyError, writeItems } from '../copy/copy-store.ts'
import type { Item, Store } from '../store.ts'

const format = 'knarr-snapshot/1'
const everything = ['', '\u{10ffff}\u{10ffff}'] as const
/** So many items are told at a time. */
const together = 256

interface Head {
  readonly format: string
  readonly revision: number
  readonly items: number
}

interface Line {
  readonly key: string
  readonly createRevision: number
  readonly modRevision: number
  /** Base64. */
  readonly value: string
}

/** All a store holds now, line by line as JSON: a head, the items, and a sum over both by which damage is found. */
export async function* writeSnapshot(store: Store): AsyncGenerator<Uint8Array> {
  const { items, revision } = await store.range(...everything)
  const sum = createHash('sha256')
  const summed = (text: string): Buffer => {
    const bytes = Buffer.from(text)
    sum.update(bytes)
    return bytes
  }
  const head: Head = { format, revision, items: items.length }
  yield summed(`${JSON.stringify(head)}\n`)
  for (let start = 0; start < items.length; start += together) {
    yield summed(
      items
        .slice(start, start + together)
        .map(lineOf)
        .join(''),
    )
  }
  yield Buffer.from(`${JSON.stringify({ sha256: sum.digest('hex') })}\n`)
}

function lineOf({ key, value, createRevision, modRevision }: Item): string {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const line: Line = { key, createRevision, modRevision, value: bytes.toString('base64') }
  return `${JSON.stringify(line)}\n`
}

/** What a snapshot holds, whole and undamaged. */
export interface Snapshot {
  readonly revision: number
  readonly items: readonly Item[]
}

/** @throws CopyError for what is no snapshot, or not all of one */
export function readSnapshot(text: string): Snapshot {
  const end = text.lastIndexOf('\n', text.length - 2) + 1
  const sum = createHash('sha256').update(text.slice(0, end)).digest('hex')
  const [first = '', ...lines] = text.slice(0, end).split('\n').slice(0, -1)
  const head = parsed<Head>(first)
  if (head?.format !== format) throw new CopyError('this is no snapshot')
  if (parsed<{ sha256: string }>(text.slice(end))?.sha256 !== sum || lines.length !== head.items) {
    throw new CopyError('the snapshot is damaged, or not all of it is there')
  }
  return { revision: head.revision, items: lines.map(itemOf) }
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}

function itemOf(text: string): Item {
  const { value, ...line } = JSON.parse(text) as Line
  return { ...line, value: Buffer.from(value, 'base64') }
}

/**
 * Writes what a snapshot holds to a store that is empty and has counted at least as far, so that revisions do not go
 * back. @throws CopyError
 */
export function restoreSnapshot(
  snapshot: Snapshot,
  target: Store,
  writer: string,
): ReturnType<typeof writeItems> {
  return writeItems(snapshot, target, { writer, name: 'the snapshot' })
}
