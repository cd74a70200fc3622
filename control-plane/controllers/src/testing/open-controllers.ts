import { type Client, createClient, createInformerFactory, type InformerFactory } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { type Controller, runControllers } from '@knarr/controller'
import { type Clock, seededRandom, VirtualClock } from '@knarr/machinery'
import { onTestFinished } from 'vitest'

/** An event as a controller recorded it: `Normal SuccessfulCreate Created pod: web-x`, by the object's name. */
export interface Recorded {
  readonly by: string
  readonly about: string
  readonly text: string
}

export interface OpenedControllers {
  readonly clock: VirtualClock
  readonly transport: FakeTransport
  readonly client: Client
  readonly informers: InformerFactory
  readonly signal: AbortSignal
  readonly events: Recorded[]
  /** What was logged as an error: nothing, in most tests. */
  readonly errors: unknown[]
  readonly logger: { info(): void; warn(): void; error(message: string, fields: unknown): void }
  /** Runs the controllers until the test is finished; resolves when they have come to rest. */
  run(...make: ((clock: Clock) => Controller)[]): Promise<void>
  /** Lets the given time pass, and everything it sets off happen. */
  pass(ms?: number): Promise<void>
}

/** A fake API server with a virtual clock, and controllers over it that stop with the test. */
export function openControllers(options: { readonly gracefulPods?: boolean } = {}): OpenedControllers {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock, ...options })
  const client = createClient(transport)
  const random = seededRandom(1)
  const informers = createInformerFactory({ client, clock, random })
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const events: Recorded[] = []
  const errors: unknown[] = []
  const logger = {
    info: () => {},
    warn: () => {},
    error: (message: string, fields: unknown) => void errors.push([message, fields]),
  }
  const eventsFor = (by: string) => ({
    event: (
      { metadata }: { metadata: { name: string } },
      event: { type: string; reason: string; message: string },
    ) =>
      void events.push({ by, about: metadata.name, text: `${event.type} ${event.reason} ${event.message}` }),
  })
  const { signal } = stop
  const pass = (ms = 0): Promise<void> => clock.advance(ms, settle).then(() => settle())
  return {
    ...{ clock, transport, client, informers, signal, events, errors, logger, pass },
    async run(...make) {
      const controllers = make.map((controller) => controller(clock))
      const manager = runControllers(controllers, {
        ...{ clientFor: () => client, informers, clock, random, logger, eventsFor, signal },
      })
      await manager.started()
      await pass()
    },
  }
}
