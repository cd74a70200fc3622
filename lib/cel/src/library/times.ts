import type { FunctionDeclaration, Overload } from '../check/declarations.ts'
import { durationType, intType, stringType, timestampType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import type { Duration, Timestamp } from '../values/value.ts'
import { declare, method, takes } from './declare.ts'

const milli = 1_000_000n

/** The moment's wall clock in the zone, as if it were UTC. */
function wallClock({ nanoseconds }: Timestamp, zone = 'UTC'): Date {
  const ms = Number((nanoseconds - (((nanoseconds % milli) + milli) % milli)) / milli)
  return new Date(ms + offsetMs(ms, zone))
}

const fixedOffset = /^([+-]?)(\d\d):(\d\d)$/

function offsetMs(ms: number, zone: string): number {
  if (zone === 'UTC' || zone === '') return 0
  const match = fixedOffset.exec(zone)
  if (!match) return namedOffsetMs(ms, zone)
  const [, sign, hours, minutes] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

function namedOffsetMs(ms: number, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
    return name === 'GMT' ? 0 : offsetMs(ms, name.replace('GMT', ''))
  } catch (cause) {
    throw new CelError(`unknown time zone ${zone}`, { cause })
  }
}

function accessor(name: string, id: string, read: (date: Date, nanoseconds: bigint) => number): Overload[] {
  const partOf = (timestamp: Timestamp, zone?: string): bigint => {
    return BigInt(read(wallClock(timestamp, zone), timestamp.nanoseconds))
  }
  return [
    method(`timestamp_to_${id}`, takes(timestampType).gives(intType), (timestamp: Timestamp) =>
      partOf(timestamp),
    ),
    method(`timestamp_to_${id}_with_tz`, takes(timestampType, stringType).gives(intType), partOf),
    ...durationAccessor(name, id),
  ]
}

const durationUnits: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
}

/** A duration's hours, minutes and seconds are the whole of it; its milliseconds are those of the last second. */
function durationAccessor(name: string, id: string): Overload[] {
  const unit = durationUnits[name]
  const signature = takes(durationType).gives(intType)
  if (unit !== undefined) {
    return [method(`duration_to_${id}`, signature, ({ nanoseconds }: Duration) => nanoseconds / unit)]
  }
  if (name !== 'getMilliseconds') return []
  return [
    method(`duration_to_${id}`, signature, ({ nanoseconds }: Duration) => (nanoseconds / milli) % 1000n),
  ]
}

function dayOfYear(date: Date): number {
  const start = new Date(date)
  start.setUTCMonth(0, 1)
  return Math.round((date.getTime() - start.getTime()) / 86_400_000)
}

const accessors: readonly (readonly [
  name: string,
  id: string,
  read: (date: Date, nanoseconds: bigint) => number,
])[] = [
  ['getFullYear', 'year', (date) => date.getUTCFullYear()],
  ['getMonth', 'month', (date) => date.getUTCMonth()],
  ['getDayOfYear', 'day_of_year', dayOfYear],
  ['getDate', 'day_of_month_1_based', (date) => date.getUTCDate()],
  ['getDayOfMonth', 'day_of_month', (date) => date.getUTCDate() - 1],
  ['getDayOfWeek', 'day_of_week', (date) => date.getUTCDay()],
  ['getHours', 'hours', (date) => date.getUTCHours()],
  ['getMinutes', 'minutes', (date) => date.getUTCMinutes()],
  ['getSeconds', 'seconds', (date) => date.getUTCSeconds()],
  ['getMilliseconds', 'milliseconds', (date) => date.getUTCMilliseconds()],
]

/** Parts of moments and durations. */
export const timeFunctions: readonly FunctionDeclaration[] = accessors.map(([name, id, read]) =>
  declare(name, ...accessor(name, id, read)),
)
