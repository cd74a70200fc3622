import {
  badRequest,
  type FieldSelector,
  type KubeObject,
  parseFieldSelector,
  parseSelector,
  type Selector,
} from '@knarr/machinery'
import type { Strategy } from './strategy.ts'

/** What a list or watch picks by labels and fields. */
export interface ObjectSelector {
  readonly isEverything: boolean
  /** The one name that can match, where the selector demands one. */
  readonly name: string | undefined
  matches(object: KubeObject): boolean
}

export const everyObject: ObjectSelector = { isEverything: true, name: undefined, matches: () => true }

/** Reads `labelSelector` and `fieldSelector`; what they cannot say is a BadRequest. */
export function objectSelectorOf(query: URLSearchParams, strategy: Strategy): ObjectSelector {
  const labelText = query.get('labelSelector') ?? ''
  const fieldText = query.get('fieldSelector') ?? ''
  if (!labelText && !fieldText) return everyObject
  const labels = readOr400(() => parseSelector(labelText))
  const fields = readOr400(() => parseFieldSelector(fieldText))
  refuseUnknownFields(fields, strategy)
  return selectorOfBoth(labels, fields, strategy)
}

function readOr400<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error))
  }
}

function selectorOfBoth(labels: Selector, fields: FieldSelector, strategy: Strategy): ObjectSelector {
  return {
    isEverything: labels.isEverything && fields.isEverything,
    name: fields.exactValue('metadata.name'),
    matches: (object) =>
      labels.matches(object.metadata.labels) &&
      (fields.isEverything || fields.matches(fieldsOf(object, strategy))),
  }
}

type Fields = Readonly<Record<string, string>>

/** Versions of a kind may name different fields of one object. */
const known = new WeakMap<Strategy, WeakMap<KubeObject, Fields>>()

/** Named once an object: many watchers may ask for the fields of one. */
function fieldsOf(object: KubeObject, strategy: Strategy): Fields {
  const own = known.get(strategy) ?? new WeakMap<KubeObject, Fields>()
  known.set(strategy, own)
  const fields = own.get(object) ?? namedFields(object, strategy)
  if (Object.isFrozen(object)) own.set(object, fields)
  return fields
}

function namedFields(object: KubeObject, strategy: Strategy): Record<string, string> {
  const { name, namespace = '' } = object.metadata
  return { ...strategy.selectableFields?.(object), 'metadata.name': name, 'metadata.namespace': namespace }
}

/** An object that has nothing: what a strategy names as fields does not depend on the object. */
const blank = { spec: {}, status: {}, involvedObject: {}, regarding: {}, source: {}, metadata: { name: '' } }

function refuseUnknownFields(selector: FieldSelector, strategy: Strategy): void {
  const fields = namedFields(blank as unknown as KubeObject, strategy)
  const unknown = selector.requirements.find(({ field }) => !(field in fields))
  if (!unknown) return
  if (strategy.selectableFields) throw badRequest(`field label not supported: ${unknown.field}`)
  const only = 'only "metadata.name", "metadata.namespace"'
  throw badRequest(`${JSON.stringify(unknown.field)} is not a known field selector: ${only}`)
}
