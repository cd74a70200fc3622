import {
  applyConfigurationLibrary,
  authorizerType,
  type CelType,
  dynType,
  Environment,
  jsonPatchLibrary,
  kubernetesLibraries,
  type Library,
  objectType,
  type Program,
  resourceCheckType,
  typeText,
} from '@knarr/cel'

/** An expression ready to run, or why it cannot be. */
export type CompiledExpression =
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }

/** What texts are made of: they ask nobody what is allowed. */
export const messageEnvironment: Environment = environmentOf(kubernetesLibraries)

const authorizers = { authorizer: authorizerType, 'authorizer.requestResource': resourceCheckType }

/** What every policy's and webhook's expressions can name. */
export const requestEnvironment: Environment = messageEnvironment.with(authorizers)

/** The same, and what changes are written in: JSON patches and apply configurations. */
export const mutationEnvironment: Environment = environmentOf([
  ...kubernetesLibraries,
  jsonPatchLibrary,
  applyConfigurationLibrary,
]).with(authorizers)

function environmentOf(libraries: readonly Library[]): Environment {
  const variables = { object: dynType, oldObject: dynType, request: dynType, namespaceObject: dynType }
  return new Environment({ variables, libraries })
}

/** Compiles what must come to exactly one of the types, if any are given: what may be anything does not. */
export function compileExpression(
  environment: Environment,
  text: string,
  wanted: readonly CelType[] = [],
): CompiledExpression {
  const { program, error } = environment.compile(text)
  if (!program) return { error: `compilation failed: ${error}` }
  const names = wanted.map(typeText)
  const actual = typeText(program.type)
  if (names.length === 0 || names.includes(actual)) return { program }
  const expected = names.length > 1 ? `one of [${names.join(' ')}]` : names[0]
  return { error: `must evaluate to ${expected} but got ${actual}` }
}

interface NamedExpression {
  readonly name: string
  readonly expression: string
}

/** A policy's variables by name; each can use those before it. */
export interface CompiledVariables {
  readonly environment: Environment
  readonly variables: ReadonlyMap<string, CompiledExpression>
  readonly type: CelType
}

export function compileVariables(
  base: Environment,
  expressions: readonly NamedExpression[],
): CompiledVariables {
  const types = new Map<string, CelType>()
  const variables = new Map<string, CompiledExpression>()
  const typeSoFar = (): CelType => objectType('kubernetes.variables', new Map(types))
  for (const { name, expression } of expressions) {
    const compiled = compileExpression(base.with({ variables: typeSoFar() }), expression)
    variables.set(name, compiled)
    types.set(name, compiled.program?.type ?? dynType)
  }
  const type = typeSoFar()
  return { environment: base.with({ variables: type }), variables, type }
}
