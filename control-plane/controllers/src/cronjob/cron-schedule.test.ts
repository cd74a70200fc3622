import { describe, expect, it } from 'vitest'
import { parseSchedule } from './cron-schedule.ts'
import { ZoneClock } from './local-time.ts'

function nextTimes(schedule: string, from: string, { count = 3, zone = 'UTC' } = {}): (string | undefined)[] {
  const cron = parseSchedule(schedule, zone)
  const times: (string | undefined)[] = []
  for (let ms: number | undefined = Date.parse(from); ms !== undefined && times.length < count; ) {
    ms = cron.next(ms)
    times.push(ms === undefined ? undefined : new ZoneClock(zone).text(ms))
  }
  return times
}

describe('a schedule', () => {
  it.each([
    ['*/15 * * * *', ['2026-01-30T23:45:00Z', '2026-01-31T00:00:00Z', '2026-01-31T00:15:00Z']],
    ['@hourly', ['2026-01-31T00:00:00Z', '2026-01-31T01:00:00Z', '2026-01-31T02:00:00Z']],
    ['@weekly', ['2026-02-01T00:00:00Z', '2026-02-08T00:00:00Z', '2026-02-15T00:00:00Z']],
    ['@yearly', ['2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z', '2029-01-01T00:00:00Z']],
    ['30 6-16/4 * * MON-fri', ['2026-02-02T06:30:00Z', '2026-02-02T10:30:00Z', '2026-02-02T14:30:00Z']],
    ['0 0 29 feb ?', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z', '2036-02-29T00:00:00Z']],
    ['0 12 13 * fri', ['2026-02-06T12:00:00Z', '2026-02-13T12:00:00Z', '2026-02-20T12:00:00Z']],
    ['0 12 */10 * fri', ['2026-01-31T12:00:00Z', '2026-02-01T12:00:00Z', '2026-02-06T12:00:00Z']],
    ['5/20 1 1 * *', ['2026-02-01T01:05:00Z', '2026-02-01T01:25:00Z', '2026-02-01T01:45:00Z']],
    ['@every 90s', ['2026-01-30T23:33:00Z', '2026-01-30T23:34:30Z', '2026-01-30T23:36:00Z']],
    ['0 0 30 2 *', [undefined]],
  ])('%s is next at these times', (schedule, times) => {
    expect(nextTimes(schedule, '2026-01-30T23:31:30Z')).toEqual(times)
  })

  it('is of the clock in its zone', () => {
    const times = nextTimes('30 8 * * *', '2026-03-27T12:00:00Z', { zone: 'Europe/Berlin' })
    expect(times).toEqual([
      '2026-03-28T08:30:00+01:00',
      '2026-03-29T08:30:00+02:00',
      '2026-03-30T08:30:00+02:00',
    ])
  })

  it('skips a time that summer time skips', () => {
    const times = nextTimes('30 2 * * *', '2026-03-28T12:00:00Z', { zone: 'Europe/Berlin', count: 1 })
    expect(times).toEqual(['2026-03-30T02:30:00+02:00'])
  })

  it('comes twice where the hour comes twice', () => {
    const times = nextTimes('30 2 * * *', '2026-10-24T12:00:00Z', { zone: 'Europe/Berlin' })
    expect(times).toEqual([
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
      '2026-10-26T02:30:00+01:00',
    ])
  })

  it('knows offsets that are no whole hours', () => {
    const times = nextTimes('0 9 * * *', '2026-01-01T00:00:00Z', { zone: 'Asia/Kolkata', count: 1 })
    expect(times).toEqual(['2026-01-01T09:00:00+05:30'])
  })

  it.each(['TZ=UTC * * * * *', '* * * *', '@never', '60 * * * *', '5-1 * * * *', '*/0 * * * *', 'x * * * *'])(
    'is not %s',
    (schedule) => {
      expect(() => parseSchedule(schedule)).toThrow()
    },
  )
})
