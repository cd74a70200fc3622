import { type Counter, exponentialBuckets, type Histogram, type MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import { keyIdHash } from './encrypted-object.ts'

type Direction = 'from_storage' | 'to_storage'

interface Use {
  readonly labels: readonly string[]
  count: number
  atMs: number
}

/** Servers have no identity here; upstream shows that so. */
const serverId = ''
/** Key IDs come and go: of so many the use is told, as upstream. */
const usesTold = 10

/** How KMS plugins fare and which of their keys are used, by upstream's names. */
export class KmsMetrics {
  readonly #clock: Clock
  readonly #latency: Histogram
  readonly #invalidKeyIds: Counter
  readonly #uses = new Map<string, Use>()
  readonly #statuses = new Map<string, Use>()
  readonly #cacheSizes = new Map<string, () => number>()

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock
    const name = (what: string): string => `apiserver_envelope_encryption_${what}`
    this.#latency = registry.histogram({
      name: name('kms_operations_latency_seconds'),
      help: 'How long KMS plugins took to answer, by how it ended.',
      labels: ['provider_name', 'method_name', 'grpc_status_code'],
      buckets: exponentialBuckets(0.0001, 2, 20),
    })
    this.#invalidKeyIds = registry.counter({
      name: name('invalid_key_id_from_status_total'),
      help: 'Key IDs in the status of plugins that are none.',
      labels: ['provider_name', 'error'],
    })
    const labels = ['transformation_type', 'provider_name', 'key_id_hash', 'apiserver_id_hash']
    const uses = { name: name('key_id_hash_total'), help: 'How often a key ID was used.', labels }
    registry.observe(uses, () => samples(this.#uses, ({ count }) => count), 'counter')
    registry.observe(
      { name: name('key_id_hash_last_timestamp_seconds'), help: 'When a key ID was used last.', labels },
      () => samples(this.#uses, ({ atMs }) => atMs / 1000),
    )
    const status = {
      name: name('key_id_hash_status_last_timestamp_seconds'),
      help: 'When a key ID was in the status of a plugin last.',
      labels: ['provider_name', 'key_id_hash', 'apiserver_id_hash'],
    }
    registry.observe(status, () => samples(this.#statuses, ({ atMs }) => atMs / 1000))
    registry.observe(
      {
        name: name('dek_source_cache_size'),
        help: 'Data keys that are known.',
        labels: ['provider_name'],
      },
      () => [...this.#cacheSizes].map(([provider, size]) => ({ labels: [provider], value: size() })),
    )
  }

  /** `method`: `/v2.KeyManagementService/Status`; `code`: `OK`. */
  called(call: { provider: string; method: string; code: string }, tookMs: number): void {
    this.#latency.with(call.provider, call.method, call.code).observe(tookMs / 1000)
  }

  keyUsed(direction: Direction, provider: string, keyId: string): void {
    this.#used(this.#uses, [direction, provider], keyId)
  }

  keyInStatus(provider: string, keyId: string): void {
    this.#used(this.#statuses, [provider], keyId)
  }

  invalidKeyInStatus(provider: string, code: string): void {
    this.#invalidKeyIds.with(provider, code).inc()
  }

  /** `size` is asked whenever somebody wants to know. */
  watchCache(provider: string, size: () => number): void {
    this.#cacheSizes.set(provider, size)
  }

  #used(uses: Map<string, Use>, labels: readonly string[], keyId: string): void {
    const name = [...labels, keyId].join('\0')
    const use = uses.get(name) ?? { labels: [...labels, keyIdHash(keyId), serverId], count: 0, atMs: 0 }
    use.count++
    use.atMs = this.#clock.now()
    uses.delete(name)
    uses.set(name, use)
    if (uses.size > usesTold) uses.delete([...uses.keys()][0] ?? '')
  }
}

function samples(
  uses: ReadonlyMap<string, Use>,
  value: (use: Use) => number,
): { labels: readonly string[]; value: number }[] {
  return [...uses.values()].map((use) => ({ labels: use.labels, value: value(use) }))
}
