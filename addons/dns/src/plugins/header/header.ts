import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError, wrongArguments } from '../../corefile/corefile-error.ts'
import type { PluginSetup } from '../../plugin.ts'

type Flags = {
  authoritative?: boolean
  recursionAvailable?: boolean
  recursionDesired?: boolean
}

const flagNames: Readonly<Record<string, keyof Flags>> = {
  aa: 'authoritative',
  ra: 'recursionAvailable',
  rd: 'recursionDesired',
}

/** Sets and clears flags: `query` those that go on to other plugins, `response` those of answers. */
export const header: PluginSetup = {
  name: 'header',

  setup(directives) {
    const [directive] = directives
    const ofQuery: Flags = {}
    const ofResponse: Flags = {}
    for (const line of directives.flatMap(({ body }) => body ?? [])) {
      const selector = line.name.toLowerCase()
      if (selector !== 'query' && selector !== 'response') {
        throw failure(line, `invalid selector=${selector} should be query or response`)
      }
      Object.assign(selector === 'query' ? ofQuery : ofResponse, flagsOf(line))
    }
    if (directive && Object.keys({ ...ofQuery, ...ofResponse }).length === 0) throw wrongArguments(directive)
    return (next) => async (query, signal) => {
      const reply = await next({ ...query, request: { ...query.request, ...ofQuery } }, signal)
      return reply && { ...reply, ...ofResponse }
    }
  },
}

function flagsOf(line: Directive): Flags {
  const [action, ...names] = line.arguments
  if (action === undefined) throw failure(line, 'no flag action provided')
  if (names.length === 0) throw failure(line, 'invalid length for flags, at least one should be provided')
  const isSet = action.toLowerCase() === 'set'
  if (!isSet && action.toLowerCase() !== 'clear') {
    throw failure(line, `unknown flag action=${action.toLowerCase()}, should be set or clear`)
  }
  return Object.fromEntries(
    names.map((text) => {
      const flag = text.toLowerCase()
      if (!Object.hasOwn(flagNames, flag)) throw failure(line, `unknown/unsupported flag=${flag}`)
      return [flagNames[flag], isSet]
    }),
  )
}

function failure(line: Directive, message: string): CorefileError {
  return new CorefileError(line, `setting up rule: ${message}`)
}
