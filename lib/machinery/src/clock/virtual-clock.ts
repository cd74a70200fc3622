import type { Clock, Timer } from './clock.ts'

interface Pending {
  readonly at: number
  readonly order: number
  readonly task: () => void
}

/** Time that moves only when told to. Timers due at the same instant run in the order they were armed. */
export class VirtualClock implements Clock {
  #now: number
  #order = 0
  #pending: Pending[] = []

  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, task: () => void): Timer {
    const entry = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task }
    const index = this.#pending.findLastIndex((other) => other.at <= entry.at)
    this.#pending.splice(index + 1, 0, entry)
    return { cancel: () => this.#remove(entry) }
  }

  /** When the next timer is due, if any is armed. */
  get nextAt(): number | undefined {
    return this.#pending[0]?.at
  }

  /** How many timers are armed; with `settle` a test can tell a quiet cluster from a busy one. */
  get armed(): number {
    return this.#pending.length
  }

  /**
   * Moves time forward by `ms`, stopping at every timer on the way. `settle` runs before the first
   * and after each one, so that what a timer set off is done before time goes on.
   */
  async advance(ms: number, settle: () => Promise<void> = async () => {}): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let next = this.#pending[0]; next && next.at <= end; next = this.#pending[0]) {
      this.#pending.shift()
      this.#now = Math.max(this.#now, next.at)
      next.task()
      await settle()
    }
    this.#now = end
  }

  #remove(entry: Pending): void {
    const index = this.#pending.indexOf(entry)
    if (index >= 0) this.#pending.splice(index, 1)
  }
}
