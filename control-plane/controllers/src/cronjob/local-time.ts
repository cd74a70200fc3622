const minuteMs = 60_000

/** What a clock on the wall shows. Months count from 1, weekdays from Sunday, 0. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly hour: number
  readonly minute: number
}

/** Reads the time of one zone of the IANA database. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat

  /** Throws a RangeError if there is no such zone. */
  constructor(timeZone = 'UTC') {
    const numeric = 'numeric'
    this.#format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', era: 'short' },
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric },
    })
  }

  at(ms: number): WallTime {
    const parts = new Map(this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    const [year, month, day] = [part('year'), part('month'), part('day')]
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
    return { year, month, day, weekday, hour: part('hour'), minute: part('minute') }
  }

  /** As Go's RFC 3339: `2026-03-01T08:30:00+02:00`, with `Z` where the offset is nothing. */
  text(ms: number): string {
    const { year, month, day, hour, minute } = this.at(ms)
    const wallMs = Date.UTC(year, month - 1, day, hour, minute) + (ms % minuteMs)
    const offset = Math.round((wallMs - ms) / minuteMs)
    const wall = new Date(wallMs).toISOString().slice(0, 19)
    if (offset === 0) return `${wall}Z`
    const two = (count: number): string => String(count).padStart(2, '0')
    const size = Math.abs(offset)
    return `${wall}${offset < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}:${two(size % 60)}`
  }
}
