import { typeName, typeText } from '../types/type-text.ts'
import { formatDuration, formatTimestamp } from './times.ts'
import { typeOf } from './type-of.ts'
import { CelList, CelMap, Duration, Timestamp, TypeValue, Uint, type Value } from './value.ts'

/** A value as error texts show it. */
export function valueText(value: Value): string {
  if (value === null || typeof value !== 'object') return String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatDuration(value)
  if (value instanceof TypeValue) return typeName(value.type)
  if (value instanceof CelList) return `[${Array.from(value, valueText).join(', ')}]`
  if (value instanceof CelMap) {
    return `{${Array.from(value.keys(), (key) => `${valueText(key)}: ${valueText(value.get(key) ?? null)}`).join(', ')}}`
  }
  return typeText(typeOf(value))
}

/** A number as Go prints it with %g: exponents from 1e+21 on and below 1e-4. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 1e-4 || size >= 1e21) ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
