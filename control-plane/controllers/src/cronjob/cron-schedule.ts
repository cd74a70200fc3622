import { parseDuration } from '@knarr/machinery'
import { type CronFields, parseCronFields } from './cron-fields.ts'
import { type WallTime, ZoneClock } from './local-time.ts'

/** When something is to happen again and again. */
export interface CronSchedule {
  /** The next time after `ms`; undefined if there is none within five years. */
  next(ms: number): number | undefined
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const horizonMs = 5 * 366 * dayMs
/** Late on a day, but so early that an hour lost to summer time leaves it the same day. */
const lateHour = 22

/** Reads a schedule as cron does, in a zone of the IANA database; throws an Error that says what is wrong. */
export function parseSchedule(schedule: string, timeZone?: string): CronSchedule {
  const [, every] = /^@every (.+)$/.exec(schedule) ?? []
  if (every !== undefined) return everySchedule(every)
  const fields = parseCronFields(schedule)
  const clock = new ZoneClock(timeZone)
  return { next: (ms) => nextMatch(ms, fields, clock) }
}

function everySchedule(text: string): CronSchedule {
  const delayMs = Math.max(1000, Math.trunc(parseDuration(text) / 1000) * 1000)
  return { next: (ms) => Math.trunc((ms + delayMs) / 1000) * 1000 }
}

/**
 * Looks at the clock of the zone and leaps ahead while it is in a wrong month, day or hour. An hour that the
 * zone skips never matches, one that it repeats matches twice.
 */
function nextMatch(afterMs: number, fields: CronFields, clock: ZoneClock): number | undefined {
  let ms = (Math.floor(afterMs / minuteMs) + 1) * minuteMs
  while (ms <= afterMs + horizonMs) {
    const wall = clock.at(ms)
    const leapMs = leapOf(wall, fields)
    if (leapMs === 0) return ms
    ms += leapMs
  }
  return undefined
}

function leapOf(wall: WallTime, fields: CronFields): number {
  const toNextHour = hourMs - wall.minute * minuteMs
  if (!fields.month.values.has(wall.month) && daysLeft(wall) > 1) return (daysLeft(wall) - 1) * dayMs
  if (!isDayMatching(wall, fields)) return toNextHour + Math.max(0, lateHour - wall.hour - 1) * hourMs
  if (!fields.hour.values.has(wall.hour)) return toNextHour
  return fields.minute.values.has(wall.minute) ? 0 : minuteMs
}

/** Where both kinds of day are given, either will do. */
function isDayMatching({ month, day, weekday }: WallTime, fields: CronFields): boolean {
  if (!fields.month.values.has(month)) return false
  const isDay = fields.day.values.has(day)
  const isWeekday = fields.weekday.values.has(weekday)
  return fields.day.isOpen || fields.weekday.isOpen ? isDay && isWeekday : isDay || isWeekday
}

function daysLeft({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate() - day
}
