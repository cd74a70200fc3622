const monthDays: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** `2014-12-15`, a day there is. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0)
  return day >= 1 && day <= days
}

const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(z|([+-]\d{2}:\d{2}))$/i

/** A time as of RFC 3339. */
export function isDateTime(text: string): boolean {
  const [date = '', clock = '', ...rest] = text.split(/t/i)
  return rest.length === 0 && isDate(date) && time.test(clock)
}

const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/
const unit =
  '(?:ns|nano|nanosecond|us|µs|micro|microsecond|ms|milli|millisecond|s|sec|second|m|min|minute|h|hr|hour|d|day|w|wk|week)s?'
const spokenDuration = new RegExp(`^(?:\\s*(?:-\\s*)?\\d+(?:\\.\\d+)?\\s*${unit})+$`, 'i')

/** A duration as Go writes it, or in words: `1h30m`, `2 days`. */
export function isDuration(text: string): boolean {
  return goDuration.test(text) || spokenDuration.test(text)
}
