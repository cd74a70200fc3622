import {
  type CelType,
  dynType,
  Environment,
  jsonPatchLibrary,
  kubernetesLibraries,
  type Library,
  objectType,
  type Program,
  typeText,
} from '@knarr/cel'

/** An expression ready to run, or why it cannot be. */
export type CompiledExpression =
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }

/** What every policy's and webhook's expressions can name. */
export const requestEnvironment: Environment = environmentOf(kubernetesLibraries)

/** The same, and what changes are written in. */
export const mutationEnvironment: Environment = environmentOf([...kubernetesLibraries, jsonPatchLibrary])

function environmentOf(libraries: readonly Library[]): Environment {
  const variables = { object: dynType, oldObject: dynType, request: dynType, namespaceObject: dynType }
  return new Environment({ variables, libraries })
}

/** Compiles what must come to one of the types. */
export function compileExpression(
  environment: Environment,
  text: string,
  wanted: readonly CelType[] = [],
): CompiledExpression {
  const { program, error } = environment.compile(text)
  if (!program) return { error: `compilation failed: ${error}` }
  const isWanted = program.type.kind === 'dyn' || wanted.some(({ kind }) => kind === program.type.kind)
  if (wanted.length === 0 || isWanted) return { program }
  return { error: `must evaluate to ${wanted.map(typeText).join(' or ')}` }
}

interface NamedExpression {
  readonly name: string
  readonly expression: string
}

/** A policy's variables by name; each can use those before it. */
export interface CompiledVariables {
  readonly environment: Environment
  readonly variables: ReadonlyMap<string, CompiledExpression>
}

export function compileVariables(
  base: Environment,
  expressions: readonly NamedExpression[],
): CompiledVariables {
  const types = new Map<string, CelType>()
  const variables = new Map<string, CompiledExpression>()
  let environment = base.with({ variables: objectType('kubernetes.variables', types) })
  for (const { name, expression } of expressions) {
    const compiled = compileExpression(environment, expression)
    variables.set(name, compiled)
    types.set(name, compiled.program?.type ?? dynType)
    environment = base.with({ variables: objectType('kubernetes.variables', new Map(types)) })
  }
  return { environment, variables }
}
