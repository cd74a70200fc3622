interface Waiter {
  readonly revision: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Those who wait for a revision. */
export class RevisionWaiters {
  #waiting: Set<Waiter> = new Set()

  wait(revision: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const settle = (answer: () => void): void => {
        this.#waiting.delete(waiter)
        signal?.removeEventListener('abort', abort)
        answer()
      }
      const abort = (): void => settle(() => reject(signal?.reason))
      const waiter: Waiter = {
        revision,
        resolve: () => settle(resolve),
        reject: (error) => settle(() => reject(error)),
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.add(waiter)
    })
  }

  reached(revision: number): void {
    for (const waiter of this.#waiting) if (waiter.revision <= revision) waiter.resolve()
  }

  fail(error: unknown): void {
    for (const waiter of this.#waiting) waiter.reject(error)
  }
}
