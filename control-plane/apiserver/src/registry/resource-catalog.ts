import type { ApiResource } from '@knarr/api'
import type { CatalogEntry } from './served-resource.ts'

/** Everything the server answers for, by group, version and plural; discovery is read from it. */
export class ResourceCatalog {
  #entries = new Map<string, CatalogEntry>()
  #generation = 0
  #versions: ReadonlySet<string> = new Set()
  #versionsOf = -1
  readonly #listeners = new Set<() => void>()
  readonly #extend: (entry: CatalogEntry) => CatalogEntry

  /** `extend` adds to each entry what is the embedder's own. */
  constructor(extend: (entry: CatalogEntry) => CatalogEntry = (entry) => entry) {
    this.#extend = extend
  }

  /** Adds or replaces. */
  add(entry: CatalogEntry): void {
    this.#entries.set(nameOf(entry.api), this.#extend(entry))
    this.#changed()
  }

  remove(api: Pick<ApiResource, 'group' | 'version' | 'plural'>): void {
    if (this.#entries.delete(nameOf(api))) this.#changed()
  }

  /** Calls back after every change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  #changed(): void {
    this.#generation++
    for (const listener of this.#listeners) listener()
  }

  find(group: string, version: string, plural: string): CatalogEntry | undefined {
    return this.#entries.get(`${group}/${version}/${plural}`)
  }

  hasVersion(group: string, version: string): boolean {
    if (this.#versionsOf !== this.#generation) {
      this.#versionsOf = this.#generation
      this.#versions = new Set(this.entries().map(({ api }) => `${api.group}/${api.version}`))
    }
    return this.#versions.has(`${group}/${version}`)
  }

  /** In the order they were added: discovery's order. */
  entries(): CatalogEntry[] {
    return [...this.#entries.values()]
  }

  /** Changes whenever an entry does: what is derived from the catalog is kept until then. */
  get generation(): number {
    return this.#generation
  }
}

function nameOf({ group, version, plural }: Pick<ApiResource, 'group' | 'version' | 'plural'>): string {
  return `${group}/${version}/${plural}`
}
