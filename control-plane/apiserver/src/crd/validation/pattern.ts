import { RE2JS } from 're2js'

const known = new Map<string, RE2JS | Error>()
const maxKnown = 4096

/** A pattern as Go's regexp reads it, in time linear to the text; compiled once. Undefined where it is none. */
export function patternOf(pattern: string): RE2JS | undefined {
  const compiled = compile(pattern)
  return compiled instanceof Error ? undefined : compiled
}

/** Why a text is no pattern, in Go's words; undefined where it is one. */
export function patternError(pattern: string): string | undefined {
  const compiled = compile(pattern)
  return compiled instanceof Error ? compiled.message : undefined
}

function compile(pattern: string): RE2JS | Error {
  const kept = known.get(pattern)
  if (kept) return kept
  if (known.size >= maxKnown) known.clear()
  const made = compiled(pattern)
  known.set(pattern, made)
  return made
}

function compiled(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
