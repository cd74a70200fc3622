import { type Conformed, conformToSchema, type GroupVersionKind } from '@knarr/api'
import { isJsonObject, type KubeObject } from '@knarr/machinery'
import type { CustomKind } from './custom-kind.ts'

/** A body as its kind has it, be it built in or custom. */
export function conformBody<T = KubeObject>(
  value: unknown,
  gvk: GroupVersionKind,
  custom?: CustomKind,
): Conformed<T> {
  if (custom) return custom.conform(value) as Conformed<T>
  const conformed = conformToSchema<T>(value, gvk)
  if (emptiesManagers(value)) (conformed.object as KubeObject).metadata.managedFields = [{}]
  return conformed
}

/** An empty list of managers says more than none, and would be left out as every empty list is; of custom kinds it is. */
function emptiesManagers(value: unknown): boolean {
  const metadata = isJsonObject(value) ? value.metadata : undefined
  const managers = isJsonObject(metadata) ? metadata.managedFields : undefined
  return Array.isArray(managers) && managers.length === 0
}
