import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { internalError } from '@knarr/machinery'
import { type ConvertByRules, ruleConversionOf } from './rules/rule-conversion.ts'
import type { VersionConverter } from './version-converter.ts'

/** Converts by the rules of a definition; undefined where it has none. Those that do not hold convert nothing. */
export function ruleConverter(definition: CustomResourceDefinition): VersionConverter | undefined {
  const convert = convertOf(definition)
  if (!convert) return undefined
  return {
    async convert(objects, apiVersion) {
      try {
        return objects.map((object) =>
          object.apiVersion === apiVersion ? object : convert(object, apiVersion),
        )
      } catch (error) {
        throw internalError(error)
      }
    },
  }
}

function convertOf(definition: CustomResourceDefinition): ConvertByRules | undefined {
  try {
    return ruleConversionOf(definition)?.convert
  } catch (error) {
    return () => {
      throw error
    }
  }
}
