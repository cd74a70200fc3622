import type { Library } from '../check/declarations.ts'
import { traversal } from '../cost/call-costs.ts'
import { dynType, objectType, stringType } from '../types/cel-type.ts'
import { declare, overload, takes } from './declare.ts'

/** One operation of a JSON patch, as mutating policies make them. */
export const jsonPatchLibrary: Library = {
  types: new Map([
    [
      'JSONPatch',
      objectType(
        'JSONPatch',
        new Map([
          ['op', stringType],
          ['path', stringType],
          ['from', stringType],
          ['value', dynType],
        ]),
      ),
    ],
  ]),
  functions: [
    declare(
      'jsonpatch.escapeKey',
      overload(
        'string_jsonpatch_escapeKey_string',
        takes(stringType).gives(stringType, traversal({ isResultAsLarge: true })),
        (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'),
      ),
    ),
  ],
}
