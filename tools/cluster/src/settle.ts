/** Lets everything that is ready to run do so, until nothing observed changes any more. */
export async function settle(
  observe: () => { readonly isIdle: boolean; readonly revision: number; readonly armed: number },
): Promise<void> {
  let quietRounds = 0
  let last = observe()
  for (let round = 0; quietRounds < quietEnough && round < mostRounds; round++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    const now = observe()
    const isQuiet = now.isIdle && now.revision === last.revision && now.armed === last.armed
    quietRounds = isQuiet ? quietRounds + 1 : 0
    last = now
  }
}

/** A chain of hand-overs between components takes a few turns of the event loop without a visible change. */
const quietEnough = 4
const mostRounds = 100_000
