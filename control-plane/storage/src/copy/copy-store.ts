import type { Item, Store, Template } from '../store.ts'

export interface Copied {
  readonly items: number
  /** The target's revision when all was copied. */
  readonly revision: number
}

/** Both ends are there, and the copy would not be true or not safe. */
export class CopyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CopyError'
  }
}

const everything = { from: '', to: '\u{10ffff}\u{10ffff}' }
const together = 64
const marker = Buffer.from('"resourceVersion":"')

/**
 * Writes what `source` holds now into `target`, which must be empty and have counted at least as far: so every
 * object gets a newer revision than it had, and whoever goes on from an old one is told that it is gone.
 * @throws CopyError
 */
export async function copyStore(source: Store, target: Store, writer: string): Promise<Copied> {
  const state = await source.range(everything.from, everything.to)
  return await writeItems(state, target, { writer, name: 'the source' })
}

interface State {
  readonly items: readonly Item[]
  readonly revision: number
}

/** Writes a state to an empty store, the oldest values first; `name` is what the state is of, in errors. */
export async function writeItems(
  { items, revision }: State,
  target: Store,
  { writer, name }: { writer: string; name: string },
): Promise<Copied> {
  const there = await target.range(everything.from, everything.to, { limit: 1 })
  if (there.items.length > 0) throw new CopyError('the target is not empty')
  if (target.revision < revision) {
    throw new CopyError(
      `the target has counted to revision ${target.revision}, ${name} to ${revision}: revisions would go back`,
    )
  }
  const inOrder = items.toSorted((a, b) => a.modRevision - b.modRevision)
  for (let start = 0; start < inOrder.length; start += together) {
    const some = inOrder.slice(start, start + together)
    await Promise.all(
      some.map((item) => target.commit({ key: item.key, template: templateOf(item), expected: 0, writer })),
    )
  }
  return { items: items.length, revision: target.revision }
}

/**
 * The value with its revision taken out again: an object's own resourceVersion is the first in its bytes, because
 * of what stands before it nothing can contain a quotation mark.
 */
function templateOf({ value, modRevision }: Item): Template {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const revisionAt = bytes.indexOf(marker) + marker.length
  const digits = `${modRevision}"`
  const end = revisionAt + digits.length
  if (revisionAt < marker.length || bytes.toString('latin1', revisionAt, end) !== digits) return { bytes }
  const rest = bytes.subarray(revisionAt + digits.length - 1)
  return { bytes: Buffer.concat([bytes.subarray(0, revisionAt), rest]), revisionAt }
}
