import { decodeYaml } from '@knarr/api'
import { formatDuration, isJsonObject } from '@knarr/machinery'

/** Whom the plugin asks, and for how long answers count. */
export interface ImagePolicyConfiguration {
  /** A kubeconfig: whom to ask, and as whom. */
  readonly kubeConfigFile: string
  readonly allowTtlMs: number
  readonly denyTtlMs: number
  /** Before a question is asked for the second time. */
  readonly retryBackoffMs: number
  /** What becomes of a pod while nobody answers. */
  readonly defaultAllow: boolean
}

const maxTtlMs = 30 * 60_000
const nanosecondMs = 1e-6
const ttl = { unitMs: 1000, minMs: 1000, maxMs: maxTtlMs }
const backoff = { unitMs: 1, minMs: nanosecondMs, maxMs: 5 * 60_000, usualMs: 500 }

/** Reads the configuration, which has no version. @throws Error in upstream's words */
export function parseImagePolicyConfiguration(text: string): ImagePolicyConfiguration {
  const { value } = decodeYaml(Buffer.from(text))
  const given = isJsonObject(value) && isJsonObject(value.imagePolicy) ? value.imagePolicy : {}
  const { kubeConfigFile = '', allowTTL = 0, denyTTL = 0, retryBackoff = 0, defaultAllow = false } = given
  const retryBackoffMs = durationOf(numberOf('retryBackoff', retryBackoff), backoff)
  return {
    kubeConfigFile: String(kubeConfigFile),
    retryBackoffMs,
    allowTtlMs: durationOf(numberOf('allowTTL', allowTTL), { ...ttl, usualMs: 5 * 60_000 }),
    denyTtlMs: durationOf(numberOf('denyTTL', denyTTL), { ...ttl, usualMs: 30_000 }),
    defaultAllow: defaultAllow === true,
  }
}

function numberOf(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw new Error(`imagePolicy.${field} must be an integer`)
}

interface DurationLimits {
  /** What one of the number stands for. */
  readonly unitMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly usualMs: number
}

/** 0 stands for what is usual, and -1 for none. */
function durationOf(value: number, { unitMs, minMs, maxMs, usualMs }: DurationLimits): number {
  if (value === -1) return 0
  if (value === 0) return usualMs
  const ms = value * unitMs
  if (ms > minMs && ms <= maxMs) return ms
  const [min, max, got] = [minMs, maxMs, ms].map(formatDuration)
  throw new Error(`valid value is between ${min} and ${max}, got ${got}`)
}
