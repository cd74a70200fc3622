import type { CustomResourceSubresourceScale } from '@knarr/api/apiextensions/v1'
import { cloneJson, type FieldError, internalError, invalid, type KubeObject } from '@knarr/machinery'
import type { ScaleMapping } from '../registry/strategy.ts'
import { setAt, valueAt } from './field-values.ts'

const maxInt32 = 2 ** 31 - 1

/** Where a definition says its objects keep what a Scale shows. */
export function customScale(scale: CustomResourceSubresourceScale): ScaleMapping {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  return {
    specReplicasPath,
    replicas: (object) => integerAt(object, specReplicasPath),
    statusReplicas: (object) => integerAt(object, statusReplicasPath) ?? 0,
    selector: (object) => (labelSelectorPath ? textAt(object, labelSelectorPath) : ''),
    withReplicas(object, replicas) {
      const scaled = cloneJson(object)
      setAt(scaled, stepsOf(specReplicasPath), replicas)
      return scaled
    },
  }
}

/** Upstream's `ValidateScaleSpec` and `ValidateScaleStatus`. */
export function validateCustomScale(object: KubeObject, scale: CustomResourceSubresourceScale): FieldError[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const selector = labelSelectorPath ? valueAt(object, stepsOf(labelSelectorPath)) : undefined
  const errors = [specReplicasPath, statusReplicasPath].flatMap((path) => validateReplicas(object, path))
  if (labelSelectorPath && selector !== undefined && typeof selector !== 'string')
    errors.push(invalid(labelSelectorPath, selector, typeText(labelSelectorPath, selector, 'string')))
  return errors
}

function validateReplicas(object: KubeObject, path: string): FieldError[] {
  const value = valueAt(object, stepsOf(path))
  if (value === undefined) return []
  if (!Number.isInteger(value)) return [invalid(path, 0, typeText(path, value, 'int64'))]
  if (Number(value) < 0) return [invalid(path, value, 'should be a non-negative integer')]
  if (Number(value) <= maxInt32) return []
  return [invalid(path, value, `should be less than or equal to ${maxInt32}`)]
}

const stepsOf = (path: string): string[] => path.replace(/^\./, '').split('.')

function integerAt(object: KubeObject, path: string): number | undefined {
  const value = valueAt(object, stepsOf(path))
  if (value === undefined || Number.isInteger(value)) return value as number | undefined
  throw internalError(new Error(typeText(path, value, 'int64')))
}

function textAt(object: KubeObject, path: string): string {
  const value = valueAt(object, stepsOf(path)) ?? ''
  if (typeof value === 'string') return value
  throw internalError(new Error(typeText(path, value, 'string')))
}

/** The words Go has for a nested field of the wrong type. */
function typeText(path: string, value: unknown, expected: string): string {
  const form = Array.isArray(value) ? '[]interface {}' : goTypes[typeof value]
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return `${path} accessor error: ${shown} is of the type ${form}, expected ${expected}`
}

const goTypes: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  number: 'float64',
  object: 'map[string]interface {}',
}
