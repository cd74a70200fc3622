import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { deepEqual } from '@knarr/machinery'

/** One thing that held and does not hold any more. */
export interface BreakingChange {
  readonly field: string
  readonly text: string
}

/** What values of the old schema would miss or be refused for under the new one; `field` is where it stands. */
export function narrowedSchema(old: JSONSchemaProps, now: JSONSchemaProps, field: string): BreakingChange[] {
  const own = [
    ...typeChanges(old, now),
    ...boundChanges(old, now),
    ...enumChanges(old, now),
    ...requiredChanges(old, now),
    ...mergeChanges(old, now),
    ...ruleChanges(old, now),
    ...defaultChanges(old, now),
  ]
  return [...own.map((text) => ({ field, text })), ...childChanges(old, now, field)]
}

function typeChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  const isWider = old.type === 'integer' && now.type === 'number'
  const isOther = now.type && old.type !== now.type && !isWider
  const gone = (['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields'] as const)
    .filter((flag) => old[flag] && !now[flag])
    .map((flag) => `${flag} was removed`)
  return [
    ...(isOther ? [said('type', old.type, now.type)] : []),
    ...(old.nullable && !now.nullable ? ['is not nullable any more'] : []),
    ...gone,
    ...(['pattern', 'format', 'multipleOf'] as const)
      .filter((word) => now[word] !== undefined && old[word] !== now[word])
      .map((word) => said(word, old[word], now[word])),
  ]
}

function said(name: string, before: unknown, after: unknown): string {
  return before === undefined ? `${name} ${after} was added` : `${name} changed from ${before} to ${after}`
}

const upper = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const
const lower = ['minimum', 'minLength', 'minItems', 'minProperties'] as const
const flags = ['exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems'] as const

function boundChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  const lowered = upper.filter((name) => (now[name] ?? Infinity) < (old[name] ?? Infinity))
  const raised = lower.filter((name) => {
    const least = name === 'minimum' ? -Infinity : 0
    return (now[name] ?? least) > (old[name] ?? least)
  })
  return [
    ...[...lowered, ...raised].map((name) => said(name, old[name], now[name])),
    ...flags.filter((flag) => now[flag] && !old[flag]).map((flag) => `${flag} was added`),
  ]
}

function enumChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  if (!now.enum) return []
  if (!old.enum) return [`an enum was added: ${JSON.stringify(now.enum)}`]
  const isKept = (value: unknown): boolean => now.enum?.some((other) => deepEqual(value, other)) ?? false
  const removed = old.enum.filter((value) => !isKept(value))
  return removed.length > 0 ? [`enum values were removed: ${JSON.stringify(removed)}`] : []
}

/** A field that has a default is there even where nobody gave it. */
function requiredChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  return (now.required ?? [])
    .filter((name) => !old.required?.includes(name) && now.properties?.[name]?.default === undefined)
    .map((name) => `${name} is required now`)
}

const mergeWords = [
  ...(['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'] as const),
  ...(['allOf', 'anyOf', 'oneOf', 'not'] as const),
] as const

function mergeChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  return mergeWords
    .filter((word) => !deepEqual(old[word], now[word]))
    .filter((word) => word.startsWith('x-') || now[word] !== undefined)
    .map((word) => {
      const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))
      return `${word} changed from ${shown(old[word])} to ${shown(now[word])}`
    })
}

function ruleChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  const before = new Set(old['x-kubernetes-validations']?.map(({ rule }) => rule))
  return (now['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => !before.has(rule))
    .map(({ rule }) => `a rule was added: ${rule}`)
}

function defaultChanges(old: JSONSchemaProps, now: JSONSchemaProps): string[] {
  if (old.default === undefined || deepEqual(old.default, now.default)) return []
  const before = JSON.stringify(old.default)
  if (now.default === undefined) return [`the default ${before} was removed`]
  return [`the default changed from ${before} to ${JSON.stringify(now.default)}`]
}

function childChanges(old: JSONSchemaProps, now: JSONSchemaProps, field: string): BreakingChange[] {
  const [items, nextItems] = [schemaIn(old.items), schemaIn(now.items)]
  return [
    ...Object.entries(old.properties ?? {}).flatMap(([name, child]) => {
      const next = now.properties?.[name] ?? schemaIn(now.additionalProperties)
      const at = `${field}.${name}`
      if (next) return narrowedSchema(child, next, at)
      return keepsAnything(now) ? [] : [{ field: at, text: 'the field is gone' }]
    }),
    ...keyChanges(old, now, `${field}[*]`),
    ...(items && nextItems ? narrowedSchema(items, nextItems, `${field}[]`) : []),
  ]
}

/** Changes of a map's values. */
function keyChanges(old: JSONSchemaProps, now: JSONSchemaProps, field: string): BreakingChange[] {
  if (!old.additionalProperties || keepsAnything(now)) return []
  const next = schemaIn(now.additionalProperties)
  if (!next) return [{ field, text: 'arbitrary keys are gone' }]
  return narrowedSchema(schemaIn(old.additionalProperties) ?? {}, next, field)
}

function keepsAnything(now: JSONSchemaProps): boolean {
  return now['x-kubernetes-preserve-unknown-fields'] === true || now.additionalProperties === true
}

function schemaIn(value: unknown): JSONSchemaProps | undefined {
  return typeof value === 'object' && value !== null ? (value as JSONSchemaProps) : undefined
}
