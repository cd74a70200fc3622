import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import {
  Environment,
  jsonOfValue,
  kubernetesLibraries,
  NoSuchKeyError,
  type Program,
  resourceSchema,
  typeOfResource,
  valueOfJson,
} from '@knarr/cel'
import { cloneJson, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { type FieldPath, removeAt, setAt, valueAt } from '../../field-values.ts'
import { memberSchema, pruneResource } from '../../structural-schema.ts'
import { type ConversionRule, ConversionRulesError, conversionRulesOf } from './conversion-rules.ts'
import { keepFields, restoreFields } from './kept-fields.ts'

/** Turns an object into another version, a copy. @throws ConversionRulesError where an expression fails on it */
export type ConvertByRules = (object: KubeObject, apiVersion: string) => KubeObject

const callCostLimit = 1_000_000

interface Version {
  readonly name: string
  readonly schema: JsonSchema
  /** Undefined for the hub. */
  readonly steps?: readonly Step[]
}

type Step = Exclude<ConversionRule, { kind: 'set' }> | SetStep

interface SetStep {
  readonly kind: 'set'
  readonly towards: 'version' | 'hub'
  readonly path: FieldPath
  readonly program: Program
  /** Of the version it is computed from. */
  readonly schema: JsonSchema
}

/** Rules that can be carried out. */
export interface RuleConversion {
  readonly hub: string
  readonly convert: ConvertByRules
}

/** What the rules of a definition come to; undefined where it has none. @throws ConversionRulesError */
export function ruleConversionOf(definition: CustomResourceDefinition): RuleConversion | undefined {
  const rules = conversionRulesOf(definition)
  if (!rules) return undefined
  const { group, versions } = definition.spec
  const schemas = new Map(
    versions.map(({ name, schema }) => [name, (schema?.openAPIV3Schema ?? {}) as JsonSchema]),
  )
  const schemaOf = (name: string): JsonSchema => schemas.get(name) ?? {}
  const hub: Version = { name: rules.hub, schema: schemaOf(rules.hub) }
  const known = new Map(
    versions.map(({ name }): [string, Version] => {
      if (name === rules.hub) return [`${group}/${name}`, hub]
      const version = { name, schema: schemaOf(name) }
      const steps = (rules.versions.get(name) ?? []).map((rule) => stepOf(rule, version, hub))
      return [`${group}/${name}`, { ...version, steps }]
    }),
  )
  const convert: ConvertByRules = (object, apiVersion) => {
    const [from, to] = [known.get(object.apiVersion), known.get(apiVersion)]
    if (!from || !to || from === to) return { ...cloneJson(object), apiVersion }
    const inHub = from.steps
      ? converted(object, { from, to: hub, steps: from.steps, towards: 'hub' })
      : object
    const inTarget = to.steps
      ? converted(inHub, { from: hub, to, steps: to.steps, towards: 'version' })
      : inHub
    return { ...inTarget, apiVersion }
  }
  return { hub: rules.hub, convert }
}

function stepOf(rule: ConversionRule, version: Version, hub: Version): Step {
  const sideOf = { version, hub }
  if (rule.kind === 'move') {
    requireField(rule.path, version)
    requireField(rule.hub, hub)
    return rule
  }
  if (rule.kind === 'keep') {
    requireField(rule.path, sideOf[rule.side])
    return rule
  }
  requireField(rule.path, sideOf[rule.towards])
  const { schema } = rule.towards === 'hub' ? version : hub
  const variables = { self: typeOfResource(schema, 'object') }
  const environment = new Environment({ variables, libraries: kubernetesLibraries })
  const { program, error } = environment.compile(rule.expression)
  if (!program) throw new ConversionRulesError(`${rule.expression}: ${error}`)
  return {
    kind: 'set',
    towards: rule.towards,
    path: rule.path,
    program,
    schema: resourceSchema(schema) as JsonSchema,
  }
}

/** A field that its version's schema does not know would be dropped. */
function requireField(path: FieldPath, { name, schema }: Version): void {
  let at: JsonSchema | undefined = schema
  for (const [index, part] of path.entries()) {
    if (at?.['x-kubernetes-preserve-unknown-fields'] === true) return
    if (at?.type === 'array') {
      const list = path.slice(0, index).join('.')
      throw new ConversionRulesError(`${path.join('.')}: ${list} is a list; compute the whole of it`)
    }
    at = at && memberSchema(at, part)
    if (!at) throw new ConversionRulesError(`${path.join('.')}: ${name} has no such field`)
  }
}

interface Way {
  readonly from: Version
  readonly to: Version
  readonly steps: readonly Step[]
  readonly towards: 'version' | 'hub'
}

function converted(object: KubeObject, { from, to, steps, towards }: Way): KubeObject {
  const result = cloneJson(object) as KubeObject
  const kept: Record<string, unknown> = {}
  const taken = takeAll(object, steps, towards)
  // All are taken before any is put: two fields may change places.
  for (const { target, source, value } of taken) {
    removeAt(result, source)
    if (!target) kept[source.join('.')] = value
  }
  for (const { target, value } of taken) if (target) setAt(result, target, cloneJson(value))
  for (const step of steps)
    if (step.kind === 'set' && step.towards === towards) setComputed(step, object, result)
  restoreFields(result, to.name)
  keepFields(result, from.name, kept)
  pruneResource(to.schema, result)
  return result
}

interface Taken {
  readonly source: FieldPath
  readonly value: unknown
  /** Where it goes; undefined where the other version has no place for it. */
  readonly target: FieldPath | undefined
}

/** What rules take from their places on the way. */
function takeAll(object: KubeObject, steps: readonly Step[], towards: Way['towards']): Taken[] {
  return steps.flatMap((step) => {
    const source = step.kind === 'set' ? undefined : sourceOf(step, towards)
    const value = source && valueAt(object, source)
    if (!source || value === undefined) return []
    return [{ source, value, target: step.kind === 'move' ? targetOf(step, towards) : undefined }]
  })
}

function targetOf(step: Extract<Step, { kind: 'move' }>, towards: Way['towards']): FieldPath {
  return towards === 'hub' ? step.hub : step.path
}

/** Where a rule takes from on the way; undefined where it takes nothing. */
function sourceOf(step: Exclude<Step, SetStep>, towards: Way['towards']): FieldPath | undefined {
  if (step.kind === 'move') return towards === 'hub' ? step.path : step.hub
  return step.side === towards ? undefined : step.path
}

/** An optional that has no value, null, and an expression that reads what the object does not have leave the field out. */
function setComputed({ program, schema, path }: SetStep, object: KubeObject, result: KubeObject): void {
  const { value, error } = program.evaluate(
    { self: valueOfJson(object, schema) },
    { costLimit: callCostLimit },
  )
  if (error && !(error instanceof NoSuchKeyError))
    throw new ConversionRulesError(`${program.text}: ${error.message}`)
  const json = value === undefined ? null : jsonOfValue(value)
  if (json === null) removeAt(result, path)
  else setAt(result, path, json)
}
