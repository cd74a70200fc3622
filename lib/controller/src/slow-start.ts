export interface SlowStartResult {
  readonly succeeded: number
  /** The first failure; what came after its batch was not tried. */
  readonly error?: unknown
}

/**
 * Runs `task` `count` times in batches of 1, 2, 4, …, and stops after the first batch in which one failed:
 * what is bound to be refused (quota) is then asked for once, not a thousand times. Never rejects.
 */
export async function slowStart(
  count: number,
  task: (index: number) => Promise<unknown>,
): Promise<SlowStartResult> {
  let succeeded = 0
  for (let start = 0, size = Math.min(1, count); size > 0; ) {
    const batch = Array.from({ length: size }, async (_, index) => task(start + index))
    const outcomes = await Promise.allSettled(batch)
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    succeeded += outcomes.length - failed.length
    if (failed[0]) return { succeeded, error: failed[0].reason }
    start += size
    size = Math.min(size * 2, count - start)
  }
  return { succeeded }
}
