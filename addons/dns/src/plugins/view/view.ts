import type { Directive } from '../../corefile/corefile.ts'
import { CorefileError } from '../../corefile/corefile-error.ts'
import { compileExpression, type Expression } from '../../expression/compile-expression.ts'
import type { PluginSetup, Query } from '../../plugin.ts'
import { argumentsOf, onlyDirective, readOptions } from '../../plugin-options.ts'
import { queryFunctions } from './query-functions.ts'

/** Makes a server block answer only queries of which all its expressions are true. */
export const view: PluginSetup = {
  name: 'view',

  setup(directives, site) {
    const directive = onlyDirective(directives)
    const [name = ''] = argumentsOf(directive, 1)
    const expressions: Expression<Query>[] = []
    readOptions(directive, { expr: (line) => void expressions.push(expressionOf(line)) })
    site.view = { name, accepts: (query) => expressions.every((expression) => isTrue(expression, query)) }
    site.metadataProviders.push((_, said) => void said.set('view/name', () => name))
    return undefined
  },
}

function expressionOf(line: Directive): Expression<Query> {
  try {
    return compileExpression(argumentsOf(line, 1, 1000).join(' '), queryFunctions)
  } catch (cause) {
    if (cause instanceof CorefileError) throw cause
    throw new CorefileError(line, (cause as Error).message)
  }
}

/** One that cannot be evaluated is not true. */
function isTrue(expression: Expression<Query>, query: Query): boolean {
  try {
    return expression(query) === true
  } catch {
    return false
  }
}
