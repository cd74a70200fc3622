import { badRequest, expired, type ListMeta, StatusError } from '@knarr/machinery'
import {
  CompactedError,
  FutureRevisionError,
  type Item,
  prefixEnd,
  type RangeOptions,
  type Store,
} from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { type ContinueToken, decodeContinue, encodeContinue } from './continue-token.ts'
import { collectionPrefix, objectKey } from './object-keys.ts'
import type { ObjectSelector } from './object-selector.ts'
import { reachRevision, tooLargeRevision } from './reach-revision.ts'
import type { Registry } from './registry.ts'
import type { ServedResource } from './served-resource.ts'

/** `metav1.ListOptions` of a list, valid. */
export interface ListSelection {
  readonly namespace: string
  readonly selector: ObjectSelector
  readonly limit: number
  readonly continueToken: string
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
}

export interface Listed {
  readonly items: readonly Item[]
  readonly metadata: ListMeta
}

const minSelectiveRead = 500

interface Page {
  readonly items: Item[]
  readonly revision: number
  readonly remaining: number
  /** The last key looked at. */
  readonly lastKey: string
}

/** Lists a collection as it is, or as it was at the revision the options name. */
export async function listObjects(
  registry: Registry,
  resource: ServedResource,
  selection: ListSelection,
): Promise<Listed> {
  const prefix = collectionPrefix(resource.storage, selection.namespace)
  const token = selection.continueToken ? decodeContinue(selection.continueToken) : undefined
  if (token && selection.resourceVersion && selection.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const from = token ? `${prefix}${token.start}` : prefix
  try {
    const revision = token ? pastRevision(token, registry) : await revisionFor(registry, selection)
    const only = token ? undefined : onlyKey(resource, selection)
    const range = only ? { from: only, to: `${only}\0` } : { from, to: prefixEnd(prefix) }
    const page = await readPage({ store: registry.store, resource }, { ...range, revision }, selection)
    return { items: page.items, metadata: metadataOf(page, prefix, selection) }
  } catch (error) {
    throw translated(error, token)
  }
}

/** The one key a selector by name leaves. */
function onlyKey({ storage }: ServedResource, { namespace, selector }: ListSelection): string | undefined {
  if (!selector.name || (storage.namespaced && !namespace)) return undefined
  return objectKey(storage, { namespace, name: selector.name })
}

function pastRevision({ revision }: ContinueToken, { pages }: Registry): number | undefined {
  if (revision < 0) return undefined
  if (revision < pages.oldestRevision) throw new CompactedError(revision, pages.oldestRevision)
  return revision
}

/** The revision to read at; undefined for the newest. */
async function revisionFor(
  registry: Registry,
  { resourceVersion, resourceVersionMatch, limit }: ListSelection,
): Promise<number | undefined> {
  const revision = parseRevision(resourceVersion)
  if (revision === 0) return undefined
  await reachRevision(registry, revision)
  const isExact = resourceVersionMatch === 'Exact' || (resourceVersionMatch === '' && limit > 0)
  return isExact ? revision : undefined
}

/** Absent and `0` are 0. */
export function parseRevision(text: string): number {
  if (/^\d*$/.test(text)) return Number(text)
  throw badRequest(
    `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  )
}

interface Source {
  readonly store: Store
  readonly resource: ServedResource
}

/**
 * One page of what the selector picks; a page may take several reads where it picks little. Custom resources
 * come prepared for their version, since selectors go by its fields.
 */
async function readPage(
  { store, resource: { custom } }: Source,
  range: { from: string; to: string; revision: number | undefined },
  selection: ListSelection,
): Promise<Page> {
  const items: Item[] = []
  let { from, revision } = range
  for (;;) {
    const read = await store.range(from, range.to, readOptions(selection, items.length, revision))
    revision = read.revision
    await custom?.prepare?.(read.items.map((item) => objectOf(item)))
    const taken = take(read.items, items, selection)
    const remaining = read.remaining + read.items.length - taken
    const lastKey = read.items[taken - 1]?.key ?? from
    if (read.remaining === 0 || (selection.limit > 0 && items.length === selection.limit))
      return { items, revision, remaining, lastKey }
    from = `${lastKey}\0`
  }
}

/** Reads more than is missing where a selector will leave some of it out. */
function readOptions(
  { limit, selector }: ListSelection,
  present: number,
  revision: number | undefined,
): RangeOptions {
  const atLeast = selector.isEverything ? 0 : minSelectiveRead
  return {
    ...(limit > 0 ? { limit: Math.max(limit - present, atLeast) } : {}),
    ...(revision === undefined ? {} : { revision }),
  }
}

/** Moves what the selector picks until the limit is reached; says how many items were looked at. */
function take(from: readonly Item[], to: Item[], { selector, limit }: ListSelection): number {
  for (const [index, item] of from.entries()) {
    if (selector.isEverything || selector.matches(objectOf(item))) to.push(item)
    if (limit > 0 && to.length === limit) return index + 1
  }
  return from.length
}

function metadataOf(page: Page, prefix: string, { selector, limit }: ListSelection): ListMeta {
  const resourceVersion = String(page.revision)
  if (limit === 0 || page.remaining === 0) return { resourceVersion }
  const start = `${page.lastKey.slice(prefix.length)}\0`
  const next = encodeContinue({ revision: page.revision, start })
  const remaining = selector.isEverything ? { remainingItemCount: page.remaining } : {}
  return { resourceVersion, continue: next, ...remaining }
}

function translated(error: unknown, token: ContinueToken | undefined): unknown {
  if (error instanceof FutureRevisionError)
    return tooLargeRevision(token?.revision ?? error.current + 1, error.current)
  if (!(error instanceof CompactedError)) return error
  if (!token) return expired('The resourceVersion for the provided list is too old.')
  const { status } = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
      'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
      'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
      'deleted between the time the first chunk was returned and now may show up in the list.',
  )
  return new StatusError({
    ...status,
    metadata: { continue: encodeContinue({ revision: -1, start: token.start }) },
  })
}
