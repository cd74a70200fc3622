import type { FunctionDeclaration } from '../check/declarations.ts'
import { mapType, typeParameter } from '../types/cel-type.ts'
import { CelError, noSuchOverload } from '../values/cel-error.ts'
import { EntryMap } from '../values/entry-map.ts'
import type { CelMap, Value } from '../values/value.ts'
import { valueText } from '../values/value-text.ts'
import { declare, overload, takes } from './declare.ts'

const map = mapType(typeParameter('K'), typeParameter('V'))

function insert(target: CelMap, key: Value, value: Value): CelMap {
  if (!(target instanceof EntryMap)) throw noSuchOverload()
  if (!target.insert(key, value)) throw new CelError(`insert failed: key ${valueText(key)} already exists`)
  return target
}

function insertAll(target: CelMap, entries: CelMap): CelMap {
  for (const key of entries.keys()) insert(target, key, entries.get(key) ?? null)
  return target
}

/** What `transformMap` and `transformMapEntry` fill their maps with, in place. */
export const mapInsertFunction: FunctionDeclaration = declare(
  'cel.@mapInsert',
  overload('@mapInsert_map_key_value', takes(map, typeParameter('K'), typeParameter('V')).gives(map), insert),
  overload('@mapInsert_map_map', takes(map, map).gives(map), insertAll),
)
