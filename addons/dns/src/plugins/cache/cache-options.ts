import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { zonesOf } from '../../corefile/zone-address.ts'
import { zoneOf } from '../../message/name.ts'
import {
  argumentsOf,
  durationOf,
  numberOf,
  onlyDirective,
  readOptions,
  zonesOrSite,
} from '../../plugin-options.ts'

/** How long and how many answers of one kind are kept, in seconds. */
export interface Share {
  capacity: number
  maxTtl: number
  minTtl: number
  /** Zones that are not cached. */
  disabled: readonly string[]
}

export interface CacheOptions {
  readonly zones: readonly string[]
  readonly success: Share
  readonly denial: Share
  servfailMs: number
  prefetchAmount: number
  prefetchWindowMs: number
  prefetchShare: number
  serveStaleMs: number
  verifiesStale: boolean
  keepsTtl: boolean
}

const capacity = 9984

/** Reads `cache [TTL] [ZONES...]` and its block. @throws CorefileError */
export function cacheOptions(directives: readonly Directive[], siteZones: readonly string[]): CacheOptions {
  const directive = onlyDirective(directives)
  const [first, ...rest] = directive.arguments
  const ttl = first !== undefined && /^\d+$/.test(first) ? Number(first) : undefined
  if (ttl === 0) throw new CorefileError(directive, 'cache TTL can not be zero or negative: 0')
  const zones = ttl === undefined ? directive.arguments : rest
  const options: CacheOptions = {
    zones: zonesOrSite(zones, directive, siteZones),
    success: { capacity, maxTtl: ttl ?? 3600, minTtl: 5, disabled: [] },
    denial: { capacity, maxTtl: ttl ?? 1800, minTtl: 5, disabled: [] },
    ...{ servfailMs: 5000, prefetchAmount: 0, prefetchWindowMs: 60_000, prefetchShare: 0.1 },
    ...{ serveStaleMs: 0, verifiesStale: false, keepsTtl: false },
  }
  readOptions(directive, readersFor(options))
  return options
}

function readersFor(options: CacheOptions): Record<string, (line: Directive) => void> {
  return {
    success: (line) => readShare(line, options.success),
    denial: (line) => readShare(line, options.denial),
    servfail: (line) => {
      options.servfailMs = durationOf(line, argumentsOf(line, 1)[0])
      if (options.servfailMs > 300_000) {
        throw new CorefileError(
          line,
          `caching SERVFAIL responses over 5 minutes is not permitted: ${line.arguments[0]}`,
        )
      }
    },
    prefetch: (line) => {
      const [amount, window, share] = argumentsOf(line, 1, 3)
      options.prefetchAmount = numberOf(line, amount, [0, 1e9])
      if (window !== undefined) options.prefetchWindowMs = durationOf(line, window)
      if (share !== undefined) options.prefetchShare = numberOf(line, share.replace(/%$/, ''), [10, 90]) / 100
    },
    serve_stale: (line) => {
      const [period = '1h', mode = 'immediate'] = argumentsOf(line, 0, 2)
      options.serveStaleMs = durationOf(line, period)
      if (mode !== 'immediate' && mode !== 'verify') {
        throw new CorefileError(line, `invalid value for serve_stale refresh mode: ${mode}`)
      }
      options.verifiesStale = mode === 'verify'
    },
    disable: (line) => {
      const [kind, ...zones] = argumentsOf(line, 1, 1000)
      if (kind !== 'success' && kind !== 'denial') {
        throw new CorefileError(line, `cache type for disable must be "success" or "denial"`)
      }
      options[kind].disabled = zones.length > 0 ? zones.flatMap((zone) => zonesOf(zone, line)) : ['.']
    },
    keepttl: (line) => {
      argumentsOf(line, 0)
      options.keepsTtl = true
    },
  }
}

function readShare(line: Directive, share: Share): void {
  const [size, maxTtl, minTtl] = argumentsOf(line, 1, 3)
  share.capacity = numberOf(line, size, [0, 1e9])
  if (maxTtl !== undefined) share.maxTtl = numberOf(line, maxTtl, [1, 2 ** 31])
  if (minTtl !== undefined) share.minTtl = numberOf(line, minTtl, [0, 2 ** 31])
}

/** Whether answers of this kind for the name are cached at all. */
export function isCached(name: string, { disabled }: Share): boolean {
  return zoneOf(name, disabled) === undefined
}
