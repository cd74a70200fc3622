export type { Backend, Batch, Entry } from './backend.ts'
export type { Change, Item, Origin, Range, RangeOptions, Store, Template, Watcher, Write } from './store.ts'
export { CompactedError, FutureRevisionError, RevisionConflict } from './store.ts'
