import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { deepEqual, isJsonObject, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { fillDefaults } from '../../structural-schema.ts'
import { ConversionRulesError } from './conversion-rules.ts'
import { keptFieldsAnnotation } from './kept-fields.ts'
import type { ConvertByRules, RuleConversion } from './rule-conversion.ts'
import { sampleObjects } from './sample-objects.ts'

/**
 * What the rules lose, or cannot convert: an object of some version that does not come back from the hub as it was, or
 * one of the hub that does not from a version. Undefined where none of the samples shows any.
 */
export function roundTripProblem(
  { spec }: CustomResourceDefinition,
  { hub, convert }: RuleConversion,
): string | undefined {
  const schemas = new Map(
    spec.versions.map(({ name, schema }) => [name, (schema?.openAPIV3Schema ?? {}) as JsonSchema]),
  )
  for (const other of schemas.keys()) {
    if (other === hub) continue
    for (const [from, by] of [
      [other, hub],
      [hub, other],
    ] as const) {
      const trip = { group: spec.group, kind: spec.names.kind, from, by, schemas, convert }
      const problem = problemOf(trip)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}

interface Trip {
  readonly group: string
  readonly kind: string
  readonly from: string
  readonly by: string
  readonly schemas: ReadonlyMap<string, JsonSchema>
  readonly convert: ConvertByRules
}

function problemOf({ group, kind, from, by, schemas, convert }: Trip): string | undefined {
  const go = (object: KubeObject, to: string): KubeObject => {
    const there = convert(object, `${group}/${to}`)
    fillDefaults(schemas.get(to), there)
    return there
  }
  for (const sample of sampleObjects(schemas.get(from) ?? {}, `${group}/${from}`, kind)) {
    try {
      const back = withoutKept(go(go(sample, by), from))
      const path = firstDifference(sample, back)
      if (path === undefined) continue
      return `${path} of ${from} is not the same after it was ${by}: ${contentText(sample)} comes back as ${contentText(back)}`
    } catch (error) {
      if (!(error instanceof ConversionRulesError)) throw error
      return `${contentText(sample)} of ${from} cannot become ${by} and come back: ${error.message}`
    }
  }
  return undefined
}

function withoutKept(object: KubeObject): KubeObject {
  const { [keptFieldsAnnotation]: _, ...annotations } = object.metadata.annotations ?? {}
  const { annotations: __, ...metadata } = object.metadata
  return {
    ...object,
    metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
  }
}

/** The path of the first value that differs. An object without fields says no more than none. */
function firstDifference(one: unknown, other: unknown, path = ''): string | undefined {
  const [mine, theirs] = [membersOf(one), membersOf(other)]
  if (!mine || !theirs) return deepEqual(one, other) ? undefined : path
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const found = firstDifference(mine[name], theirs[name], path ? `${path}.${name}` : name)
    if (found !== undefined) return found
  }
  return undefined
}

function membersOf(value: unknown = {}): Record<string, unknown> | undefined {
  return isJsonObject(value) ? value : undefined
}

const maxText = 300

function contentText({ apiVersion: _, kind: __, metadata: ___, ...content }: KubeObject): string {
  const text = JSON.stringify(content)
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text
}
