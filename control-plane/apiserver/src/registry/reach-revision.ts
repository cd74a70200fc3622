import { type StatusError, timeout } from '@knarr/machinery'
import type { Registry } from './registry.ts'

/** How long upstream lets a request wait for a revision that is still to come. */
const patienceMs = 3000

/**
 * Resolves once the store shows `revision`, which another server may have written and this one not heard of yet.
 * @throws StatusError Timeout when it does not come in time
 */
export async function reachRevision(
  { store, clock }: Pick<Registry, 'store' | 'clock'>,
  revision: number,
): Promise<void> {
  if (revision <= store.revision || revision <= (await store.newest())) return
  const waiting = new AbortController()
  const timer = clock.after(patienceMs, () => waiting.abort(tooLargeRevision(revision, store.revision)))
  try {
    await store.waitFor(revision, waiting.signal)
  } finally {
    timer.cancel()
  }
}

export function tooLargeRevision(revision: number, current: number): StatusError {
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }
  return timeout(`Too large resource version: ${revision}, current: ${current}`, 1, [cause])
}
