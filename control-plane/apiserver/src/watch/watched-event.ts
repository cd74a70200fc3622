import type { Status } from '@knarr/machinery'
import type { Change, Item } from '@knarr/storage'
import { itemAtRevision, objectOf } from '../codec/stored-object.ts'
import type { ObjectSelector } from '../registry/object-selector.ts'

export interface ItemEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly item: Item
}

/** One event of a watch before it has a form. Items are shared by all watchers of a change. */
export type WatchedEvent =
  | ItemEvent
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly endsInitialEvents?: boolean }
  | { readonly type: 'ERROR'; readonly status: Status }

const lastItems = new WeakMap<Change, Item>()

/** What a change is to a watcher with this selector; undefined where it does not concern it. */
export function eventOf(change: Change, selector: ObjectSelector): ItemEvent | undefined {
  const { item, previous } = change
  const isShown = item !== undefined && picks(selector, item)
  const wasShown = previous !== undefined && picks(selector, previous)
  if (isShown) return { type: wasShown ? 'MODIFIED' : 'ADDED', item }
  return wasShown ? { type: 'DELETED', item: lastItem(change, previous) } : undefined
}

function picks(selector: ObjectSelector, item: Item): boolean {
  return selector.isEverything || selector.matches(objectOf(item))
}

/** What leaves a watch is shown as it last was, at the revision of its leaving. */
function lastItem(change: Change, previous: Item): Item {
  let item = lastItems.get(change)
  if (!item) {
    item = itemAtRevision(previous, change.revision)
    lastItems.set(change, item)
  }
  return item
}
