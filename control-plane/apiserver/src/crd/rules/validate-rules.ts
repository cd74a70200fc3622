import { CostLimitError, type Evaluation, Optional, type Value, valueOfJson } from '@knarr/cel'
import { deepEqual, type FieldError, invalid, isJsonObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { memberPath, memberSchema } from '../structural-schema.ts'
import { itemOfOld } from '../validation/correlation.ts'
import { type CompiledRule, compiledRules, rulesOf } from './compiled-rules.ts'
import { ruleFailure, ruleMessage } from './rule-failure.ts'

const callCostLimit = 1_000_000
const requestCostLimit = 10_000_000

/** What is evaluated of one request, until its budget is spent. */
interface Run {
  readonly errors: FieldError[]
  budget: number
}

interface Place {
  readonly field: string
  readonly value: unknown
  /** What was there before, where that can be told. */
  readonly old: unknown
  /** A whole resource: its type and name can be read. */
  readonly isResource: boolean
}

/**
 * Rules that do not hold for an object: upstream's CEL validation. A rule that compares with `oldSelf` counts only
 * where something was before; others only where something changed.
 */
export function validateRules(schema: JsonSchema, object: unknown, old: unknown): FieldError[] {
  const run: Run = { errors: [], budget: requestCostLimit }
  visit(schema, { field: '<nil>', value: object, old, isResource: true }, run)
  return run.errors
}

const withRules = new WeakMap<JsonSchema, boolean>()

/** Whether there is a rule anywhere in the schema. */
export function hasRules(schema: JsonSchema): boolean {
  const known = withRules.get(schema)
  if (known !== undefined) return known
  const { properties = {}, items, additionalProperties: additional } = schema
  const children = [
    ...Object.values(properties),
    items,
    typeof additional === 'object' ? additional : undefined,
  ]
  const has = rulesOf(schema).length > 0 || children.some((child) => child !== undefined && hasRules(child))
  withRules.set(schema, has)
  return has
}

function visit(schema: JsonSchema, place: Place, run: Run): void {
  if (run.budget < 0 || place.value === undefined || place.value === null || !hasRules(schema)) return
  evaluateAll(schema, place, run)
  if (Array.isArray(place.value)) visitItems(schema, place, run)
  else if (isJsonObject(place.value)) visitMembers(schema, place, run)
}

function visitItems(schema: JsonSchema, { field, value, old }: Place, run: Run): void {
  const { items } = schema
  if (!items) return
  const oldOf = itemOfOld(schema, old)
  for (const [index, item] of (value as readonly unknown[]).entries())
    visit(items, placeOf(items, `${field}[${index}]`, { value: item, old: oldOf(item) }), run)
}

function visitMembers(schema: JsonSchema, { field, value, old }: Place, run: Run): void {
  const before = isJsonObject(old) ? old : {}
  for (const [name, member] of Object.entries(value as Record<string, unknown>)) {
    const own = memberSchema(schema, name)
    if (!own) continue
    const at = memberPath(schema, field === '<nil>' ? '' : field, name)
    visit(own, placeOf(own, at, { value: member, old: before[name] }), run)
  }
}

function placeOf(schema: JsonSchema, field: string, values: Pick<Place, 'value' | 'old'>): Place {
  return { field, ...values, isResource: schema['x-kubernetes-embedded-resource'] === true }
}

function evaluateAll(schema: JsonSchema, place: Place, run: Run): void {
  const { schema: whole, rules } = compiledRules(schema, place.isResource)
  if (rules.length === 0) return
  const isUnchanged = place.old !== undefined && deepEqual(place.old, place.value)
  const self = valueOfJson(place.value, whole)
  const oldSelf = place.old === undefined ? undefined : valueOfJson(place.old, whole)
  for (const compiled of rules) {
    if (run.budget < 0) return
    if (!counts(compiled, oldSelf !== undefined, isUnchanged)) continue
    const before = compiled.rule.optionalOldSelf ? new Optional(oldSelf) : (oldSelf ?? null)
    evaluate(compiled, { self, oldSelf: before }, { schema, place, run })
  }
}

function counts({ rule, usesOldSelf }: CompiledRule, hasOld: boolean, isUnchanged: boolean): boolean {
  return usesOldSelf ? hasOld || rule.optionalOldSelf === true : !isUnchanged
}

interface At {
  readonly schema: JsonSchema
  readonly place: Place
  readonly run: Run
}

type Variables = Readonly<Record<'self' | 'oldSelf', Value>>

function evaluate(compiled: CompiledRule, variables: Variables, { schema, place, run }: At): void {
  const { rule, program } = compiled
  const { field } = place
  const refuse = (detail: string): unknown => run.errors.push(invalid(field, schema.type ?? '', detail))
  if (!program) {
    refuse(`rule compile error: compilation failed: ${compiled.error ?? ''}`)
    return
  }
  const evaluation = program.evaluate(variables, { costLimit: callCostLimit })
  spend(run, evaluation, refuse)
  if (run.budget < 0) return
  const { value, error } = evaluation
  if (error) {
    refuse(errorText(error, rule.message?.trim() || rule.rule.trim()))
    if (error instanceof CostLimitError) run.budget = -1
    return
  }
  if (value === true) return
  const message = messageOf(compiled, variables, run)
  run.errors.push(ruleFailure(rule, { schema, field, message }))
}

function spend(run: Run, { cost }: Evaluation, refuse: (detail: string) => unknown): void {
  run.budget -= cost
  if (run.budget < 0)
    refuse('validation failed due to running out of cost budget, no further validation rules will be run')
}

function errorText(error: Error, rule: string): string {
  const { message } = error
  if (error instanceof CostLimitError)
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`
  if (message.startsWith('no such overload'))
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${rule}`
  return `${message} evaluating rule: ${rule}`
}

const maxMessageBytes = 5 * 1024

/** What the message's own expression says, where it says something fit to print. */
function messageOf({ rule, messageProgram }: CompiledRule, variables: Variables, run: Run): string {
  if (!messageProgram) return ruleMessage(rule)
  const { value, cost } = messageProgram.evaluate(variables, {
    costLimit: Math.min(callCostLimit, run.budget),
  })
  run.budget -= cost
  const text = typeof value === 'string' ? value.trim() : ''
  const isFit = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= maxMessageBytes
  return isFit ? text : ruleMessage(rule)
}
