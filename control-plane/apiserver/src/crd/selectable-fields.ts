import type { CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { isJsonObject, type KubeObject } from '@knarr/machinery'

/** What field selectors may name of an object, by the paths its version lists; empty where the object says nothing. */
export function selectedFields(
  { selectableFields = [] }: CustomResourceDefinitionVersion,
  object: KubeObject,
): Record<string, string> {
  return Object.fromEntries(
    selectableFields.map(({ jsonPath }) => {
      const path = jsonPath.slice(1)
      return [path, textAt(object, path.split('.'))]
    }),
  )
}

function textAt(object: KubeObject, steps: readonly string[]): string {
  const found = steps.reduce<unknown>(
    (value, step) => (isJsonObject(value) ? value[step] : undefined),
    object,
  )
  return found === undefined || found === null ? '' : String(found)
}
