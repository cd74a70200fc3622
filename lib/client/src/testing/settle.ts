/**
 * Lets everything that is ready run: promises, and what they set off in turn. Pass it to
 * `VirtualClock.advance`, so that what a timer starts is done before time goes on.
 */
export async function settle(rounds = 10): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise((resolve) => setImmediate(resolve))
}
