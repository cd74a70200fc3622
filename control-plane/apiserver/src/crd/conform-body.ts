import { type Conformed, conformToSchema, type GroupVersionKind } from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import type { CustomKind } from './custom-kind.ts'

/** A body as its kind has it, be it built in or custom. */
export function conformBody<T = KubeObject>(
  value: unknown,
  gvk: GroupVersionKind,
  custom?: CustomKind,
): Conformed<T> {
  return custom ? (custom.conform(value) as Conformed<T>) : conformToSchema<T>(value, gvk)
}
