import type { ServerHealth } from './server-health.ts'

/** Runs what a server does once it can answer; until it is done, `poststarthook/<name>` is not healthy. */
export async function postStartHook<T>(
  { livez, readyz }: ServerHealth,
  name: string,
  hook: () => Promise<T>,
): Promise<T> {
  let isDone = false
  const check = (): void => {
    if (!isDone) throw new Error('not finished')
  }
  for (const checks of [livez, readyz]) checks.add(`poststarthook/${name}`, check)
  const result = await hook()
  isDone = true
  return result
}
