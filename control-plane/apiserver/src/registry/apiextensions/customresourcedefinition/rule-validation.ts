import type { JSONSchemaProps, ValidationRule } from '@knarr/api/apiextensions/v1'
import { type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { type CompiledRule, compiledRules } from '../../../crd/rules/compiled-rules.ts'
import { fieldOfPath } from '../../../crd/rules/rule-failure.ts'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { maxElements, minimalSize } from './schema-size.ts'

const expressionCostLimit = 10_000_000
export const schemaCostLimit = 100_000_000
const maxRequestBytes = 3 * 1024 * 1024

interface Place {
  readonly field: string
  readonly isRoot: boolean
  /** How often the node can occur in an object; undefined where nothing limits it. */
  readonly count: number | undefined
  /** The schema whose items cannot be told apart, so that there is no `oldSelf` in them. */
  readonly uncorrelatable: string | undefined
}

/** What evaluating one expression can cost for an object, by estimate. */
export interface RuleCost {
  readonly field: string
  readonly expression: string
  readonly cost: number
  /** The most that one expression may cost. */
  readonly limit: number
}

interface Total {
  cost: number
  readonly rules: RuleCost[]
}

/** What each rule of a structural schema can cost; together they may cost `schemaCostLimit`. */
export function ruleCostsOf(schema: JSONSchemaProps, field: string): readonly RuleCost[] {
  const total: Total = { cost: 0, rules: [] }
  validateNode(schema as JsonSchema, wholeSchema(field), total)
  return total.rules
}

/** What is wrong with the rules of a schema, or with what they can cost. */
export function validateRules(schema: JSONSchemaProps, field: string): FieldError[] {
  const total: Total = { cost: 0, rules: [] }
  const errors = validateNode(schema as JsonSchema, wholeSchema(field), total)
  if (total.cost <= schemaCostLimit) return errors
  const name = 'x-kubernetes-validations estimated cost total for entire OpenAPIv3 schema'
  return [...errors, forbiddenField(field, costText(name, total.cost, schemaCostLimit))]
}

const wholeSchema = (field: string): Place => ({ field, isRoot: true, count: 1, uncorrelatable: undefined })

function validateNode(schema: JsonSchema, place: Place, total: Total): FieldError[] {
  const { field, isRoot } = place
  const isResource = isRoot || schema['x-kubernetes-embedded-resource'] === true
  const { rules } = compiledRules(schema, isResource)
  return [
    ...rules.flatMap((rule, index) =>
      validateRule(rule, { schema, place, at: `${field}.x-kubernetes-validations[${index}]`, total }),
    ),
    ...childPlaces(schema, place).flatMap(([child, at]) => validateNode(child, at, total)),
  ]
}

function childPlaces(schema: JsonSchema, place: Place): [JsonSchema, Place][] {
  const { field, count, uncorrelatable } = place
  const { properties = {}, additionalProperties: additional, items } = schema
  const elements = maxElements(schema)
  const many = count === undefined || elements === undefined ? undefined : count * elements
  const inside = { isRoot: false, uncorrelatable }
  const children = Object.entries(properties).map(([name, child]): [JsonSchema, Place] => [
    child,
    { ...inside, field: `${field}.properties[${name}]`, count },
  ])
  if (typeof additional === 'object')
    children.push([additional, { ...inside, field: `${field}.additionalProperties`, count: many }])
  if (items) {
    const isKeyed = schema['x-kubernetes-list-type'] === 'map'
    const lost = uncorrelatable ?? (isKeyed ? undefined : field)
    children.push([items, { ...inside, field: `${field}.items`, count: many, uncorrelatable: lost }])
  }
  return children
}

interface RuleAt {
  readonly schema: JsonSchema
  readonly place: Place
  readonly at: string
  readonly total: Total
}

function validateRule(compiled: CompiledRule, { schema, place, at, total }: RuleAt): FieldError[] {
  const { rule } = compiled
  const errors = [...validateText(rule, at), ...validateReason(rule, schema, at)]
  if (!rule.rule?.trim()) return errors
  if (compiled.error) return [...errors, invalid(`${at}.rule`, rule, compiled.error)]
  if (compiled.messageError) errors.push(invalid(`${at}.messageExpression`, rule, compiled.messageError))
  if (compiled.usesOldSelf && place.uncorrelatable) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelatable}`
    errors.push(invalid(`${at}.rule`, rule.rule, detail))
  }
  if (rule.optionalOldSelf && !compiled.usesOldSelf)
    errors.push(invalid(`${at}.optionalOldSelf`, true, 'may not be set if oldSelf is not used in rule'))
  return [...errors, ...validateCost(compiled, { schema, place, at, total })]
}

/** An expression may be evaluated as often as its value can occur. */
function validateCost(
  { rule, program, messageProgram }: CompiledRule,
  { schema, place, at, total }: RuleAt,
): FieldError[] {
  const count = place.count ?? Math.floor(maxRequestBytes / (minimalSize(schema) + 1))
  const cost = (program?.estimateCost().max ?? 0) * count
  const messageCost = (messageProgram?.estimateCost().max ?? 0) * count
  total.cost += cost + messageCost
  total.rules.push(costOf(`${at}.rule`, rule.rule, cost))
  if (rule.messageExpression && messageProgram)
    total.rules.push(costOf(`${at}.messageExpression`, rule.messageExpression, messageCost))
  return [
    ...tooCostly(cost, 'estimated rule cost', `${at}.rule`),
    ...tooCostly(messageCost, 'estimated messageExpression cost', `${at}.messageExpression`),
  ]
}

function costOf(field: string, expression: string, cost: number): RuleCost {
  return { field, expression, cost, limit: expressionCostLimit }
}

function tooCostly(cost: number, name: string, field: string): FieldError[] {
  return cost > expressionCostLimit ? [forbiddenField(field, costText(name, cost, expressionCostLimit))] : []
}

function costText(name: string, cost: number, limit: number): string {
  const factor = cost / limit
  const times =
    factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`
  return `${name} exceeds budget by factor of ${times} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

function validateText({ rule, message, messageExpression }: ValidationRule, at: string): FieldError[] {
  const errors: FieldError[] = []
  if (!rule?.trim()) errors.push(required(`${at}.rule`, 'rule is not specified'))
  if (message && !message.trim())
    errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'))
  else if (message?.trim().includes('\n'))
    errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'))
  else if (!message && rule?.trim().includes('\n'))
    errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'))
  if (messageExpression !== undefined && !messageExpression.trim())
    errors.push(required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'))
  return errors
}

const reasons: readonly string[] = [
  ...['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'],
]

function validateReason({ reason, fieldPath }: ValidationRule, schema: JsonSchema, at: string): FieldError[] {
  const errors = reason && !reasons.includes(reason) ? [notSupported(`${at}.reason`, reason, reasons)] : []
  if (fieldPath === undefined || fieldOfPath(schema, fieldPath, '') !== undefined) return errors
  const detail = `fieldPath must be a valid path: does not refer to a valid field`
  return [...errors, invalid(`${at}.fieldPath`, fieldPath, detail)]
}
