import type { Event } from '@knarr/api/core/v1'
import { type Clock, timestamp } from '@knarr/machinery'
import { TokenBucket } from '../workqueue/rate-limiter.ts'
import { LruMap } from './lru-map.ts'

/** An event as its recorder makes it: everything but what the server fills in. */
export type NewEvent = Omit<Event, 'metadata'> & { metadata: { name: string; namespace: string } }

/** What to send: a new event, or the change to one that was sent before. */
export interface Correlated {
  readonly event: NewEvent
  readonly patch?: { readonly count: number; readonly lastTimestamp: string; readonly message?: string }
  /** Tells the correlator what the server stored, so that the next one like it is counted into it. */
  stored(name: string): void
}

interface Aggregate {
  readonly messages: Set<string>
  lastAt: number
}

interface Observation {
  readonly name: string
  readonly count: number
  readonly firstTimestamp?: string
}

const cacheSize = 4096
const maxSimilar = 10
const maxSimilarMs = 600_000
const spamBurst = 25
const spamPerSecond = 1 / 300

/**
 * Keeps a chatty component from flooding the API, by client-go's three steps: more than ten similar
 * events in ten minutes become one, the same event again is counted, and an object whose events come
 * faster than 25 and then one in five minutes is silenced.
 */
export class EventCorrelator {
  readonly #clock: Clock
  readonly #nameOf: (objectName: string) => string
  readonly #aggregates = new LruMap<Aggregate>(cacheSize)
  readonly #observations = new LruMap<Observation>(cacheSize)
  readonly #buckets = new LruMap<TokenBucket>(cacheSize)

  constructor(clock: Clock, nameOf: (objectName: string) => string) {
    this.#clock = clock
    this.#nameOf = nameOf
  }

  /** Undefined if the event is to be dropped as spam. */
  correlate(event: NewEvent): Correlated | undefined {
    const { event: aggregated, key } = this.#aggregate(event)
    const last = this.#observations.get(key)
    const counted = last ? countedInto(last, aggregated) : aggregated
    this.#observe(key, counted, counted.metadata.name)
    if (!this.#accepts(event)) return undefined
    const { count = 1, lastTimestamp = '', message } = counted
    return {
      event: counted,
      ...(last ? { patch: { count, lastTimestamp, message } } : {}),
      stored: (name) => this.#observe(key, counted, name),
    }
  }

  #observe(key: string, { count = 1, firstTimestamp }: NewEvent, name: string): void {
    this.#observations.set(key, { name, count, firstTimestamp })
  }

  #aggregate(event: NewEvent): { event: NewEvent; key: string } {
    const now = this.#clock.now()
    const key = textOf([...sourceOf(event), ...objectOf(event), event.type, event.reason])
    let record = this.#aggregates.get(key)
    if (!record || now - record.lastAt > maxSimilarMs) record = { messages: new Set(), lastAt: now }
    record.messages.add(event.message ?? '')
    record.lastAt = now
    this.#aggregates.set(key, record)
    if (record.messages.size < maxSimilar) return { event, key: eventKeyOf(event) }
    const [oldest] = record.messages
    if (oldest !== undefined) record.messages.delete(oldest)
    return { event: this.#combined(event), key }
  }

  #combined(event: NewEvent): NewEvent {
    const at = timestamp(this.#clock.now())
    const name = this.#nameOf(event.involvedObject.name ?? '')
    const message = `(combined from similar events): ${event.message ?? ''}`
    return {
      ...event,
      metadata: { ...event.metadata, name },
      message,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
    }
  }

  #accepts(event: NewEvent): boolean {
    const key = textOf([event.source?.component, event.source?.host, ...objectOf(event)])
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#clock, spamPerSecond, spamBurst)
    this.#buckets.set(key, bucket)
    return bucket.tryAccept()
  }
}

function countedInto(last: Observation, event: NewEvent): NewEvent {
  const metadata = { ...event.metadata, name: last.name }
  return { ...event, metadata, count: last.count + 1, firstTimestamp: last.firstTimestamp }
}

function eventKeyOf(event: NewEvent): string {
  const { source, involvedObject, type, reason, message } = event
  const object = [...objectOf(event), involvedObject.fieldPath]
  return textOf(['event', source?.component, source?.host, ...object, type, reason, message])
}

function sourceOf({ source, reportingComponent, reportingInstance }: NewEvent): (string | undefined)[] {
  return [source?.component, source?.host, reportingComponent, reportingInstance]
}

function objectOf({ involvedObject }: NewEvent): (string | undefined)[] {
  const { kind, namespace, name, uid, apiVersion } = involvedObject
  return [kind, namespace, name, uid, apiVersion]
}

function textOf(parts: readonly (string | undefined)[]): string {
  return parts.map((part) => part ?? '').join('\0')
}
