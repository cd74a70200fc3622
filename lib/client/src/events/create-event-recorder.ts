import { type Event, events } from '@knarr/api/core/v1'
import {
  type Clock,
  type Draft,
  hasReason,
  type KubeObject,
  type Random,
  StatusError,
  sleep,
  timestamp,
} from '@knarr/machinery'
import type { Client } from '../client.ts'
import type { Logger } from '../logger.ts'
import { type Correlated, EventCorrelator, type NewEvent } from './event-correlator.ts'
import type { EventRecorder } from './event-recorder.ts'

export interface EventRecorderOptions {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  /** Who reports: `kubelet`, `deployment-controller`. */
  readonly component: string
  /** The node the component runs on, where it has one. */
  readonly host?: string
  readonly logger?: Logger
  /** Once aborted, what is still to be sent is dropped. */
  readonly signal?: AbortSignal
}

const maxQueued = 1000
const maxTries = 12
const retryDelayMs = 10_000

/** Sends events in the background, in order; what comes faster than it can be sent is dropped. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const nameOf = eventNames(options)
  const correlator = new EventCorrelator(options.clock, nameOf)
  let queued = 0
  let last: Promise<void> = Promise.resolve()

  return {
    event(object, details) {
      if (queued >= maxQueued || options.signal?.aborted) return
      const event = eventOf(options, object, { ...details, nameOf })
      queued++
      last = last.then(async () => {
        const correlated = correlator.correlate(event)
        if (correlated) await deliver(options, correlated)
        queued--
      })
    },
  }
}

/** `<object>.<hex>`, where the hex is the time in nanoseconds, never twice the same. */
function eventNames({ clock, random }: EventRecorderOptions): (objectName: string) => string {
  let last = 0n
  return (objectName) => {
    const now = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(Math.floor(random.next() * 1_000_000))
    last = now > last ? now : last + 1n
    return `${objectName}.${last.toString(16)}`
  }
}

interface EventDetails {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  readonly fieldPath?: string
  readonly nameOf: (objectName: string) => string
}

function eventOf(
  { clock, component, host }: EventRecorderOptions,
  object: KubeObject,
  { type, reason, message, fieldPath, nameOf }: EventDetails,
): NewEvent {
  const { name, namespace, uid, resourceVersion } = object.metadata
  const at = timestamp(clock.now())
  const involvedObject = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name,
    ...(namespace ? { namespace } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  }
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: nameOf(name), namespace: namespace || 'default' },
    involvedObject,
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component, ...(host ? { host } : {}) },
    reportingComponent: component,
    ...(host ? { reportingInstance: host } : {}),
  }
}

/** Tries until the server took or refused it; only a server that is not there is asked again. */
async function deliver(options: EventRecorderOptions, correlated: Correlated): Promise<void> {
  const { clock, random, signal } = options
  for (let attempt = 0; attempt < maxTries && !signal?.aborted; attempt++) {
    if (await isSettled(options, correlated)) return
    const delayMs = attempt === 0 ? retryDelayMs * random.next() : retryDelayMs
    await sleep(clock, delayMs, signal).catch(() => {})
  }
  if (!signal?.aborted) options.logger?.warn('gave up sending an event', { event: correlated.event })
}

/** Sends once; false if nobody answered. */
async function isSettled({ client, logger }: EventRecorderOptions, correlated: Correlated): Promise<boolean> {
  try {
    correlated.stored(await send(client, correlated))
    return true
  } catch (error) {
    if (!isAnswer(error)) return false
    if (!isExpected(error))
      logger?.warn('the server rejected an event', { event: correlated.event, err: error })
    return true
  }
}

async function send(client: Client, { event, patch }: Correlated): Promise<string> {
  if (patch) {
    try {
      await client.patch(events, event.metadata, { type: 'strategic', patch })
      return event.metadata.name
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
  const stored = await client.create<Event>(events, event as Draft<Event>)
  return stored.metadata.name
}

function isAnswer(error: unknown): error is StatusError {
  return error instanceof StatusError && error.reason !== 'ServiceUnavailable'
}

function isExpected(error: StatusError): boolean {
  const terminating = error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')
  return error.reason === 'AlreadyExists' || terminating === true
}
