import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { internalError } from '@knarr/machinery'
import { ruleConversionOf } from './rules/rule-conversion.ts'
import type { VersionConverter } from './version-converter.ts'

/** Converts by the rules of a definition; undefined where it has none. Those that do not hold convert nothing. */
export function ruleConverter(definition: CustomResourceDefinition): VersionConverter | undefined {
  let convert: ReturnType<typeof ruleConversionOf>
  try {
    convert = ruleConversionOf(definition)
  } catch (error) {
    convert = () => {
      throw error
    }
  }
  if (!convert) return undefined
  const byRules = convert
  return {
    async convert(objects, apiVersion) {
      try {
        return objects.map((object) =>
          object.apiVersion === apiVersion ? object : byRules(object, apiVersion),
        )
      } catch (error) {
        throw internalError(error instanceof Error ? error : new Error(String(error)))
      }
    },
  }
}
