import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import { fqdn } from '../../message/name.ts'
import { Pattern } from '../../pattern.ts'

/** Changes names that fit; undefined for those that do not. */
export type NameChange = (name: string) => string | undefined

/** Reads `[exact|prefix|suffix|substring|regex] FROM TO`. @throws CorefileError */
export function nameChange(directive: Directive, words: readonly string[]): NameChange {
  const isKinded = words.length > 2
  const [kind, from = '', to = ''] = isKinded ? words : ['exact', ...words]
  if (from === '' || (to === '' && kind !== 'prefix')) throw wrongArguments(directive)
  switch (kind) {
    case 'exact': {
      const [whole, other] = [fqdn(from.toLowerCase()), fqdn(to)]
      return (name) => (name === whole ? other : undefined)
    }
    case 'prefix':
      return (name) => (name.startsWith(from) ? to + name.slice(from.length) : undefined)
    case 'suffix': {
      const [tail, other] = [fqdn(from), fqdn(to)]
      return (name) => (name.endsWith(tail) ? name.slice(0, -tail.length) + other : undefined)
    }
    case 'substring':
      return (name) => (name.includes(from) ? name.replaceAll(from, to) : undefined)
    case 'regex':
      return regexChange(directive, from, to)
    default:
      throw new CorefileError(
        directive,
        `name rule supports only exact, prefix, suffix, substring, and regex name matching, received: ${kind}`,
      )
  }
}

/** A pattern with groups, which `{1}` in the replacement stands for. */
export function regexChange(directive: Directive, from: string, to: string): NameChange {
  const pattern = compiled(directive, from)
  return (name) => {
    const match = pattern.match(name)
    return match && fqdn(to.replace(/\{(\d+)\}/g, (_, group) => match.groups[Number(group)] ?? ''))
  }
}

function compiled(directive: Directive, pattern: string): Pattern {
  try {
    return new Pattern(pattern)
  } catch (cause) {
    throw new CorefileError(directive, `invalid regex pattern in a name rule: ${(cause as Error).message}`)
  }
}
