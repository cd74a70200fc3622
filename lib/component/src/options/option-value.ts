import { parseDuration } from '@knarr/machinery'
import { OptionError } from './option-error.ts'
import type { Option } from './option-table.ts'

export type OptionValue = string | number | boolean | readonly string[]

/** What an option is worth when nothing sets it. */
export function defaultValue(option: Option): OptionValue | undefined {
  if (option.default === undefined) {
    if (option.type === 'boolean') return false
    return option.type === 'list' ? [] : undefined
  }
  return option.type === 'duration' ? parseDuration(option.default) : option.default
}

/** The value a flag's text means; `where` names the flag or config entry in the error. */
export function valueOfText(option: Option, text: string, where: string): OptionValue {
  switch (option.type) {
    case 'string':
      return checkedString(option.oneOf, text, where)
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      if (!Number.isFinite(value)) throw wrong(text, where, 'must be a number')
      return value
    }
    case 'boolean':
      return booleanOf(text, where)
    case 'duration':
      return durationOf(text, where)
    case 'list':
      return text === '' ? [] : text.split(',').map((item) => item.trim())
  }
}

/** The value an entry of a config file means. */
export function valueOfConfig(option: Option, entry: unknown, where: string): OptionValue {
  if (option.type === 'list' && Array.isArray(entry)) {
    return entry.map((item) => {
      if (typeof item === 'object') throw wrong(item, where, 'must be a list of texts')
      return String(item)
    })
  }
  const isScalar = ['string', 'number', 'boolean'].includes(typeof entry)
  if (!isScalar) throw wrong(entry, where, `must be a ${option.type}`)
  return valueOfText(option, String(entry), where)
}

function checkedString(oneOf: readonly string[] | undefined, text: string, where: string): string {
  if (oneOf && !oneOf.includes(text)) throw wrong(text, where, `must be one of ${oneOf.join(', ')}`)
  return text
}

function booleanOf(text: string, where: string): boolean {
  if (/^(true|1|t)$/i.test(text)) return true
  if (/^(false|0|f)$/i.test(text)) return false
  throw wrong(text, where, 'must be true or false')
}

function durationOf(text: string, where: string): number {
  try {
    return parseDuration(text)
  } catch (cause) {
    throw wrong(text, where, 'must be a duration such as 30s or 1h5m', cause)
  }
}

function wrong(value: unknown, where: string, expectation: string, cause?: unknown): OptionError {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? 'nothing')
  return new OptionError(`invalid value ${text} for ${where}: ${expectation}`, { cause })
}
