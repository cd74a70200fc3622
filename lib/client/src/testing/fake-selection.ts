import { type KubeObject, parseFieldSelector, parseSelector } from '@knarr/machinery'
import type { ApiRequest } from '../transport.ts'
import type { FakeTarget } from './fake-target.ts'

export type Selects = (object: KubeObject) => boolean

/** Whether an object is within the request's namespace, name and selectors. Field selectors may name any field. */
export function selectionOf({ namespace, name }: FakeTarget, query: ApiRequest['query'] = {}): Selects {
  const labels = parseSelector(query.labelSelector ?? '')
  const fields = parseFieldSelector(query.fieldSelector ?? '')
  return (object) => {
    if (namespace && object.metadata.namespace !== namespace) return false
    if (name && object.metadata.name !== name) return false
    if (!labels.matches(object.metadata.labels)) return false
    const wanted = fields.requirements.map(({ field }) => [field, fieldOf(object, field)] as const)
    return fields.matches(Object.fromEntries(wanted))
  }
}

function fieldOf(object: unknown, path: string): string {
  let value = object
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return ''
    value = (value as Record<string, unknown>)[part]
  }
  return value === undefined || value === null ? '' : String(value)
}
