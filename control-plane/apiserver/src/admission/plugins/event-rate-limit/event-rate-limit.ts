import type { Event } from '@knarr/api/core/v1'
import { type Clock, StatusError } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import type { EventLimit, LimitType } from './event-limits.ts'

/** Refuses events of whoever sends too many, by the limits that are configured. */
export function eventRateLimit(limits: readonly EventLimit[] = []): AdmissionPlugin {
  const enforcers = limits.map((limit) => new Enforcer(limit))
  return {
    name: 'EventRateLimit',
    ...(limits.length > 0
      ? {}
      : { problem: 'invalid config: [limits: Invalid value: null: must not be empty]' }),

    handles({ operation, resource, isDryRun }) {
      const isEvent = resource.plural === 'events' && ['', 'events.k8s.io'].includes(resource.group)
      return isEvent && !isDryRun && ['CREATE', 'UPDATE'].includes(operation)
    },

    validate(attributes, { clock }) {
      // All count it, though one has refused it already.
      const refusals = enforcers.flatMap((enforcer) => enforcer.refusal(attributes, clock) ?? [])
      const last = refusals.at(-1)
      if (last) throw last
    },
  }
}

interface Bucket {
  tokens: number
  atMs: number
}

/** One limit: a bucket for each origin. */
class Enforcer {
  readonly #limit: EventLimit
  /** The origin heard of last comes last. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(limit: EventLimit) {
    this.#limit = limit
  }

  refusal(attributes: AdmissionAttributes, clock: Clock): StatusError | undefined {
    const { type, qps, burst, cacheSize } = this.#limit
    const key = keyOf[type](attributes)
    const now = clock.now()
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: burst, atMs: now }
    const filled = Math.min(burst, tokens + ((now - atMs) / 1000) * qps)
    const isRefused = filled < 1
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: isRefused ? filled : filled - 1, atMs: now })
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > cacheSize && oldest !== undefined) this.#buckets.delete(oldest)
    if (!isRefused) return undefined
    const message = `Too many requests: limit reached on type ${type} for key ${key}`
    return new StatusError({ reason: 'TooManyRequests', code: 429, message })
  }
}

const keyOf: Readonly<Record<LimitType, (attributes: AdmissionAttributes) => string>> = {
  Server: () => '',
  Namespace: ({ namespace }) => namespace,
  User: ({ user }) => user.name,
  SourceAndObject({ object }) {
    const { source = {}, involvedObject = {} } = object as Event
    const { kind, namespace, name, uid, apiVersion } = involvedObject
    return [source.component, source.host, kind, namespace, name, uid, apiVersion].join('')
  },
}
