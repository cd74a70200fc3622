interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
]
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])

/** What keeps `schedule` from being one, in the words of the parser upstream uses. */
export function scheduleErrors(schedule: string): string[] {
  if (schedule.startsWith('@')) return descriptorErrors(schedule)
  const parts = schedule.trim().split(/\s+/)
  if (parts.length !== fields.length) {
    return [`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`]
  }
  const errors = parts.flatMap((part, index) =>
    part.split(',').flatMap((range) => rangeErrors(range, fields[index] as Bounds)),
  )
  return errors.slice(0, 1)
}

function descriptorErrors(schedule: string): string[] {
  if (descriptors.has(schedule)) return []
  const [, duration] = /^@every (.+)$/.exec(schedule) ?? []
  if (duration && /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(duration)) return []
  if (duration)
    return [`failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`]
  return [`unrecognized descriptor: ${schedule}`]
}

function rangeErrors(text: string, bounds: Bounds): string[] {
  const [range = '', step, ...moreSteps] = text.split('/')
  if (moreSteps.length > 0) return [`too many slashes: ${text}`]
  const [first = '', last, ...moreEnds] = range.split('-')
  if (moreEnds.length > 0) return [`too many hyphens: ${text}`]
  if (first === '*' || first === '?') return stepErrors(step, text)
  const start = numberOf(first, bounds)
  if (start === undefined) return [parseError(first)]
  const end = last === undefined ? endWithout(start, step, bounds) : numberOf(last, bounds)
  if (end === undefined) return [parseError(last ?? '')]
  return [...boundErrors(start, end, { bounds, text }), ...stepErrors(step, text)]
}

/** `5/10` runs to the end of its field, `5` is only itself. */
function endWithout(start: number, step: string | undefined, bounds: Bounds): number {
  return step === undefined ? start : bounds.max
}

function boundErrors(
  start: number,
  end: number,
  { bounds, text }: { bounds: Bounds; text: string },
): string[] {
  if (start < bounds.min) return [`beginning of range (${start}) below minimum (${bounds.min}): ${text}`]
  if (end > bounds.max) return [`end of range (${end}) above maximum (${bounds.max}): ${text}`]
  return start > end ? [`beginning of range (${start}) beyond end of range (${end}): ${text}`] : []
}

function stepErrors(step: string | undefined, text: string): string[] {
  if (step === undefined) return []
  if (!/^\d+$/.test(step)) return [parseError(step)]
  return Number(step) === 0 ? [`step of range should be a positive number: ${text}`] : []
}

function numberOf(text: string, { names }: Bounds): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return named + (names === months ? 1 : 0)
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function parseError(text: string): string {
  const quoted = JSON.stringify(text)
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${quoted}: invalid syntax`
}

/** What keeps `zone` from being the name of a time zone. */
export function timeZoneErrors(zone: string): string[] {
  if (zone.toLowerCase() === 'local')
    return ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return []
  } catch {
    return [`unknown time zone ${zone}`]
  }
}
