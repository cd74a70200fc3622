import { setOwn } from '@knarr/machinery'
import { typeText } from '../types/type-text.ts'
import { CelError } from './cel-error.ts'
import { formatDuration, formatTimestamp } from './times.ts'
import { typeOf } from './type-of.ts'
import { CelList, CelMap, Duration, Optional, Timestamp, Uint, type Value } from './value.ts'

/** A value as JSON: times and durations as text, bytes in base64; a CelError for what JSON has no form for. */
export function jsonOfValue(value: Value): unknown {
  switch (typeof value) {
    case 'bigint':
      return Number(value)
    case 'object':
      return value === null ? null : jsonOfObject(value)
    default:
      return value
  }
}

function jsonOfObject(value: Exclude<Value, null | string | number | bigint | boolean>): unknown {
  if (value instanceof CelMap) return jsonOfMap(value)
  if (value instanceof CelList) return Array.from(value, jsonOfValue)
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatDuration(value)
  if (value instanceof Uint) return Number(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Optional) return value.value === undefined ? null : jsonOfValue(value.value)
  throw new CelError(`no JSON for a value of type ${typeText(typeOf(value))}`)
}

function jsonOfMap(map: CelMap): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  for (const key of map.keys()) {
    if (typeof key !== 'string') throw new CelError('JSON has no keys but strings')
    setOwn(json, key, jsonOfValue(map.get(key) ?? null))
  }
  return json
}
