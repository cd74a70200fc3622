import { type Clock, sleep } from '@knarr/machinery'
import type { OpenWatches } from '../watch/open-watches.ts'
import type { ServerLifecycle } from './server-lifecycle.ts'

export interface ShutdownOptions {
  /** For how long the server serves on after `/readyz` says that it goes, so that balancers notice; none unless given. */
  readonly delayMs?: number
  /** What requests under way have at most to end; a minute unless given. */
  readonly graceMs?: number
}

/** One port as the end of a server sees it. */
interface Drainable {
  drain(): void
  close(): Promise<void>
}

export interface ShutdownParts {
  readonly clock: Clock
  readonly lifecycle: ServerLifecycle
  readonly listeners: ReadonlySet<Drainable>
  readonly watches: OpenWatches
}

/** Lets a server go the way its clients notice least. */
export async function shutDown(parts: ShutdownParts, options: ShutdownOptions): Promise<void> {
  const { clock, lifecycle, listeners, watches } = parts
  const { delayMs = 0, graceMs = 60_000 } = options
  lifecycle.beginShutdown()
  if (delayMs > 0) await sleep(clock, delayMs)
  lifecycle.refuseRequests()
  for (const listener of listeners) listener.drain()
  watches.close()
  await withinGrace(clock, graceMs, lifecycle.idle())
  await Promise.all([...listeners].map((listener) => listener.close()))
}

async function withinGrace(clock: Clock, graceMs: number, done: Promise<void>): Promise<void> {
  const grace = Promise.withResolvers<void>()
  const timer = clock.after(graceMs, grace.resolve)
  await Promise.race([done, grace.promise])
  timer.cancel()
}
