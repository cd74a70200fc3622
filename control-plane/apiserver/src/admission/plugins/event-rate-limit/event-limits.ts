import { type FieldError, fieldErrorText, invalid, notSupported } from '@knarr/machinery'
import { readConfiguration } from '../../../configuration/read-configuration.ts'

export type LimitType = 'Server' | 'Namespace' | 'User' | 'SourceAndObject'

/** How many events of one kind of origin are let in: `burst` at once, `qps` a second from then on. */
export interface EventLimit {
  readonly type: LimitType
  readonly qps: number
  readonly burst: number
  /** How many origins are told apart; those seen longest ago are forgotten. */
  readonly cacheSize: number
}

const limitTypes: readonly LimitType[] = ['Server', 'Namespace', 'User', 'SourceAndObject']
const usualCacheSize = 4096

/** Reads a Configuration of the plugin. @throws Error in upstream's words */
export function parseEventLimits(text: string): readonly EventLimit[] {
  const shape = { limits: [{ type: 'string', qps: 'any', burst: 'any', cacheSize: 'any' }] } as const
  const group = 'eventratelimit.admission.k8s.io'
  const { limits = [] } = readConfiguration<{ limits?: Partial<EventLimit>[] }>(
    text,
    'Configuration',
    shape,
    group,
  )
  const read = limits.map(
    ({ type = '', qps = 0, burst = 0, cacheSize = 0 }) =>
      ({ type, qps, burst, cacheSize: cacheSize || usualCacheSize }) as EventLimit,
  )
  const errors =
    limits.length === 0 ? [invalid('limits', limits, 'must not be empty')] : read.flatMap(errorsOf)
  if (errors.length > 0) throw new Error(`invalid config: [${errors.map(fieldErrorText).join(', ')}]`)
  return read
}

function errorsOf({ type, qps, burst, cacheSize }: EventLimit, index: number): FieldError[] {
  const at = `limits[${index}]`
  const must = (name: string, value: number, holds: boolean, why: string): FieldError[] =>
    holds ? [] : [invalid(`${at}.${name}`, value, why)]
  return [
    ...(limitTypes.includes(type) ? [] : [notSupported(`${at}.type`, type, limitTypes)]),
    ...must('burst', burst, burst > 0, 'must be positive'),
    ...must('qps', qps, qps > 0, 'must be positive'),
    ...must('cacheSize', cacheSize, type === 'Server' || cacheSize >= 0, 'must not be negative'),
  ]
}
