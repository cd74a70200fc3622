import { RE2JS } from 're2js'
import type { FunctionDeclaration, Library } from '../check/declarations.ts'
import { regexFind, regexMatch } from '../cost/call-costs.ts'
import { boolType, intType, listType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { ArrayList, type CelList } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

const compiled = new Map<string, RE2JS>()
const maxCompiled = 1000

/** The pattern as RE2 reads it, matched in time linear to the text. */
function regexOf(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known) return known
  if (compiled.size >= maxCompiled) compiled.clear()
  const made = compileRegex(pattern)
  compiled.set(pattern, made)
  return made
}

function compileRegex(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    throw new CelError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function matches(text: string, pattern: string): boolean {
  return regexOf(pattern).matcher(text).find()
}

function find(text: string, pattern: string): string {
  const matcher = regexOf(pattern).matcher(text)
  return matcher.find() ? (matcher.group() ?? '') : ''
}

function findAll(text: string, pattern: string, limit = -1n): CelList {
  const matcher = regexOf(pattern).matcher(text)
  const found: string[] = []
  while ((limit < 0n || found.length < Number(limit)) && matcher.find()) found.push(matcher.group() ?? '')
  return new ArrayList(found)
}

const texts = takes(stringType, stringType)

/** `matches`, of the standard. */
export const matchFunction: FunctionDeclaration = declare(
  'matches',
  overload('matches', texts.gives(boolType, regexMatch), matches),
  method('matches_string', texts.gives(boolType, regexMatch), matches),
)

/** Kubernetes' `find` and `findAll`. */
export const regexLibrary: Library = {
  functions: [
    declare('find', method('string_find_string', texts.gives(stringType, regexFind), find)),
    declare(
      'findAll',
      method('string_find_all_string', texts.gives(listType(stringType), regexFind), findAll),
      method(
        'string_find_all_string_int',
        takes(stringType, stringType, intType).gives(listType(stringType), regexFind),
        findAll,
      ),
    ),
  ],
}
