import { type APIService, apiServices } from '@knarr/api/apiregistration/v1'
import { type Change, type Item, prefixEnd, type Store } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'

const prefix = resourcePrefix(apiServices)

/** An APIService that another server answers for. */
export type RemoteApi = APIService & {
  readonly spec: { readonly service: NonNullable<APIService['spec']['service']> }
}

/** The versions of groups that other servers answer for, as stored now. */
export class RemoteApis {
  readonly #byKey = new Map<string, RemoteApi>()
  readonly #byVersion = new Map<string, RemoteApi>()
  readonly #listeners = new Set<() => void>()
  #watcher: ReturnType<Store['watch']> | undefined
  #generation = 0

  /** Changes whenever one of them does. */
  get generation(): number {
    return this.#generation
  }

  /** Resolves with everything there is known, and goes on to follow it. */
  async follow(store: Store, failed: (error: unknown) => void): Promise<void> {
    const range = { from: prefix, to: prefixEnd(prefix) }
    const { items, revision } = await store.range(range.from, range.to)
    for (const item of items) this.#take(item.key, item)
    this.#watcher = store.watch({ ...range, after: revision }, (changes) => this.#changed(changes), failed)
  }

  close(): void {
    this.#watcher?.close()
  }

  get isEmpty(): boolean {
    return this.#byVersion.size === 0
  }

  find(group: string, version: string): RemoteApi | undefined {
    return this.#byVersion.get(`${group}/${version}`)
  }

  all(): readonly RemoteApi[] {
    return [...this.#byKey.values()]
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  #changed(changes: readonly Change[]): void {
    const before = this.#generation
    for (const { key, item } of changes) this.#take(key, item)
    if (this.#generation !== before) for (const listener of this.#listeners) listener()
  }

  #take(key: string, item: Item | undefined): void {
    const service = item && objectOf<APIService>(item)
    const old = this.#byKey.get(key)
    if (!old && !service?.spec.service) return
    this.#generation++
    if (old) {
      this.#byKey.delete(key)
      this.#byVersion.delete(versionOf(old))
    }
    if (!service?.spec.service) return
    this.#byKey.set(key, service as RemoteApi)
    this.#byVersion.set(versionOf(service), service as RemoteApi)
  }
}

function versionOf({ spec }: APIService): string {
  return `${spec.group ?? ''}/${spec.version ?? ''}`
}

export function isAvailable({ status }: APIService): boolean {
  return (
    status?.conditions?.some(({ type, status: value }) => type === 'Available' && value === 'True') ?? false
  )
}
