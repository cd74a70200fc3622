import type { Library } from '../check/declarations.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from '../types/cel-type.ts'
import { arithmeticFunctions } from './arithmetic.ts'
import { conversionFunctions } from './conversions.ts'
import { mapInsertFunction } from './map-insert.ts'
import { optionalFunctions } from './optionals.ts'
import { matchFunction } from './regex.ts'
import { relationFunctions } from './relations.ts'
import { textFunctions } from './strings.ts'
import { timeFunctions } from './times.ts'

const typesByName: ReadonlyMap<string, CelType> = new Map([
  ['bool', boolType],
  ['bytes', bytesType],
  ['double', doubleType],
  ['int', intType],
  ['list', listType(dynType)],
  ['map', mapType(dynType, dynType)],
  ['null_type', nullType],
  ['string', stringType],
  ['type', typeType()],
  ['uint', uintType],
  ['optional_type', optionalType(dynType)],
  ['google.protobuf.Duration', durationType],
  ['google.protobuf.Timestamp', timestampType],
])

/** The language's own functions and types, with optionals and two-variable macros. */
export const standardLibrary: Library = {
  types: typesByName,
  functions: [
    ...arithmeticFunctions,
    ...relationFunctions,
    ...conversionFunctions,
    ...textFunctions,
    matchFunction,
    ...timeFunctions,
    ...optionalFunctions,
    mapInsertFunction,
  ],
}
