interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

/** The values of one field that match, and whether the field was left open with `*` or `?`. */
export interface CronField {
  readonly values: ReadonlySet<number>
  readonly isOpen: boolean
}

export interface CronFields {
  readonly minute: CronField
  readonly hour: CronField
  readonly day: CronField
  readonly month: CronField
  readonly weekday: CronField
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const bounds = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: months },
  weekday: { min: 0, max: 6, names: weekdays },
} as const satisfies Record<keyof CronFields, Bounds>

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Reads the five fields of a schedule, or the name of one; throws an Error that says what is wrong. */
export function parseCronFields(schedule: string): CronFields {
  const text = schedule.startsWith('@') ? descriptors[schedule] : schedule
  if (text === undefined) throw new Error(`unrecognized descriptor: ${schedule}`)
  const parts = text.trim().split(/\s+/)
  if (parts.length !== 5)
    throw new Error(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  const [minute, hour, day, month, weekday] = parts as [string, string, string, string, string]
  return {
    minute: fieldOf(minute, bounds.minute),
    hour: fieldOf(hour, bounds.hour),
    day: fieldOf(day, bounds.day),
    month: fieldOf(month, bounds.month),
    weekday: fieldOf(weekday, bounds.weekday),
  }
}

function fieldOf(text: string, limits: Bounds): CronField {
  const ranges = text.split(',').map((part) => rangeOf(part, limits))
  return {
    values: new Set(ranges.flatMap(({ values }) => values)),
    isOpen: ranges.some(({ isOpen }) => isOpen),
  }
}

/** `*`, `5`, `5-10`, `mon-fri`, each with `/step`; `5/10` runs to the end of its field. */
function rangeOf(text: string, limits: Bounds): { readonly values: number[]; readonly isOpen: boolean } {
  const [range = '', step] = text.split('/')
  const [first = '', last] = range.split('-')
  const isAny = first === '*' || first === '?'
  const start = isAny ? limits.min : numberOf(first, limits)
  const open = isAny || (last === undefined && step !== undefined)
  const end = open ? limits.max : numberOf(last ?? first, limits)
  const size = step === undefined ? 1 : Number(step)
  if (!Number.isInteger(size) || size < 1 || start < limits.min || end > limits.max || start > end)
    throw new Error(`range is not within ${limits.min} and ${limits.max}: ${text}`)
  const values: number[] = []
  for (let value = start; value <= end; value += size) values.push(value)
  return { values, isOpen: isAny && size === 1 }
}

function numberOf(text: string, { min, names }: Bounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return named + min
  if (!/^\d+$/.test(text)) throw new Error(`failed to parse int from ${text}`)
  return Number(text)
}
