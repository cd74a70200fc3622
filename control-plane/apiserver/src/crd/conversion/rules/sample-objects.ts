import { type KubeObject, seededRandom } from '@knarr/machinery'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { fillDefaults } from '../../structural-schema.ts'
import { customValidator } from '../../validation/custom-validator.ts'
import { sampleValue } from './sample-values.ts'

const atRandom = 100
const triesOfOneField = 4
const maxFields = 200

/**
 * Objects that a version's schema allows, the same ones each time: the least, then with one field that may be left
 * out after another, then with all, then by chance. What rules find wrong is left out.
 */
export function* sampleObjects(schema: JsonSchema, apiVersion: string, kind: string): Generator<KubeObject> {
  const isValid = customValidator(schema, undefined)
  const random = seededRandom(1)
  const { apiVersion: _, kind: __, metadata: ___, ...properties } = schema.properties ?? {}
  const own = { ...schema, properties }
  function* made(includes: (path: string) => boolean): Generator<KubeObject> {
    const content = sampleValue(own, '', includes, random)
    if (content === undefined) return
    const object = {
      apiVersion,
      kind,
      metadata: { name: 'sample' },
      ...(content as object),
    } as unknown as KubeObject
    fillDefaults(schema, object)
    if (isValid(object).length === 0) yield object
  }
  yield* made(() => false)
  for (const field of optionalFields(own).slice(0, maxFields)) {
    const leadsThere = (path: string): boolean => field === path || field.startsWith(`${path}.`)
    for (let tries = 0; tries < triesOfOneField; tries++) yield* made(leadsThere)
  }
  yield* made(() => true)
  for (let tries = 0; tries < atRandom; tries++) yield* made(() => random.next() < 0.5)
}

/** Those that may be left out, by path; what lists hold is not looked into. */
function optionalFields(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  path = '',
): string[] {
  const named = Object.entries(properties).flatMap(([name, member]) => {
    const at = path ? `${path}.${name}` : name
    return [...(required.includes(name) ? [] : [at]), ...optionalFields(member, at)]
  })
  return typeof additionalProperties === 'object' ? [...named, `${path}.*`] : named
}
