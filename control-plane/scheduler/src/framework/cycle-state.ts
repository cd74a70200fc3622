import type { Plugin } from './plugin.ts'

/** Names a plugin's own entry in the cycle state, with its type. */
export interface StateKey<T> {
  readonly name: string
  /** Copies the entry, for a trial on changed nodes; entries without it are shared. */
  readonly copy?: (value: T) => T
}

/** What plugins keep for one pod's cycle: written in preFilter or preScore, read in filter and score. */
export class CycleState {
  readonly #entries = new Map<StateKey<unknown>, unknown>()
  /** Plugins whose filters have nothing to say about this pod. */
  readonly skipFilter: Set<Plugin> = new Set()
  readonly skipScore: Set<Plugin> = new Set()

  read<T>(key: StateKey<T>): T | undefined {
    return this.#entries.get(key as StateKey<unknown>) as T | undefined
  }

  write<T>(key: StateKey<T>, value: T): void {
    this.#entries.set(key as StateKey<unknown>, value)
  }

  clone(): CycleState {
    const clone = new CycleState()
    for (const [key, value] of this.#entries) clone.#entries.set(key, key.copy ? key.copy(value) : value)
    for (const plugin of this.skipFilter) clone.skipFilter.add(plugin)
    return clone
  }
}
