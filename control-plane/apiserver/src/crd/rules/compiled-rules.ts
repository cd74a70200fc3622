import type { ValidationRule } from '@knarr/api/apiextensions/v1'
import {
  type CelType,
  Environment,
  kubernetesLibraries,
  optionalType,
  type Program,
  resourceSchema,
  typeOfResource,
  typeOfSchema,
} from '@knarr/cel'
import type { JsonSchema } from '../../openapi/json-schema.ts'

/** A rule of a schema as it can be evaluated, or why it cannot. */
export interface CompiledRule {
  readonly rule: ValidationRule
  readonly program?: Program
  readonly messageProgram?: Program
  /** Upstream's words. */
  readonly error?: string
  readonly messageError?: string
  /** It compares with what was before. */
  readonly usesOldSelf: boolean
}

/** The rules of one schema node, and the schema by which its values are read. */
export interface CompiledRules {
  readonly schema: JsonSchema
  readonly rules: readonly CompiledRule[]
}

const known = new WeakMap<JsonSchema, CompiledRules>()

/** Compiles a node's rules when they are first asked for. `isResource`: the node is a whole resource. */
export function compiledRules(schema: JsonSchema, isResource: boolean): CompiledRules {
  const kept = known.get(schema) ?? compileAll(schema, isResource)
  known.set(schema, kept)
  return kept
}

export function rulesOf(schema: JsonSchema): readonly ValidationRule[] {
  return (schema['x-kubernetes-validations'] ?? []) as readonly ValidationRule[]
}

function compileAll(schema: JsonSchema, isResource: boolean): CompiledRules {
  const rules = rulesOf(schema)
  if (rules.length === 0) return { schema, rules: [] }
  const whole = isResource ? (resourceSchema(schema) as JsonSchema) : schema
  const type = isResource ? typeOfResource(schema, 'object') : typeOfSchema(schema, 'selfType')
  return { schema: whole, rules: rules.map((rule) => compileRule(rule, type)) }
}

function compileRule(rule: ValidationRule, type: CelType | undefined): CompiledRule {
  if (!type) return { rule, error: 'rule compiled to no type: the schema names none', usesOldSelf: false }
  const oldSelf = rule.optionalOldSelf ? optionalType(type) : type
  const environment = new Environment({ variables: { self: type, oldSelf }, libraries: kubernetesLibraries })
  const compiled = compileTo(environment, rule.rule, 'bool', 'cel expression must evaluate to a bool')
  const { program, error } = compiled
  const message = rule.messageExpression?.trim()
    ? compileTo(environment, rule.messageExpression, 'string', 'messageExpression must evaluate to a string')
    : {}
  return {
    rule,
    ...(program ? { program } : {}),
    ...(error ? { error } : {}),
    ...(message.program ? { messageProgram: message.program } : {}),
    ...(message.error ? { messageError: `messageExpression ${message.error}` } : {}),
    usesOldSelf: program?.reads('oldSelf') ?? false,
  }
}

function compileTo(
  environment: Environment,
  text: string,
  kind: CelType['kind'],
  otherwise: string,
): { readonly program?: Program; readonly error?: string } {
  const { program, error } = environment.compile(text)
  if (error !== undefined) return { error: `compilation failed: ${error}` }
  return program.type.kind === kind ? { program } : { error: otherwise }
}
