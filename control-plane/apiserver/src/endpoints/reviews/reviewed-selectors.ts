import type { ResourceAttributes } from '@knarr/api/authorization/v1'
import type { FieldSelectorRequirement, LabelSelectorRequirement } from '@knarr/api/meta/v1'
import {
  type FieldRequirement,
  parseFieldSelector,
  parseSelector,
  type Selector,
  selectorOf,
} from '@knarr/machinery'
import type { AskedSelectors } from '../../authz/asked-selectors.ts'

const at = 'spec.resourceAttributes'

interface SelectorAttributes<T> {
  readonly rawSelector?: string
  readonly requirements?: readonly T[]
}

/** The selectors of a review as far as they can be read, and upstream's words for what cannot. */
export function reviewedSelectors({
  fieldSelector: fields,
  labelSelector: labels,
}: ResourceAttributes = {}): AskedSelectors & { readonly evaluationError: string } {
  const field = readSelector(fields, (raw) => parseFieldSelector(raw).requirements, fieldRequirementOf)
  const label = readSelector(labels, (raw) => parseSelector(raw).requirements, labelRequirementOf)
  const errors = [ignored('fieldSelector', field), ignored('labelSelector', label)].filter(Boolean)
  return {
    ...(field.requirements.length > 0 ? { fieldSelector: field.requirements } : {}),
    ...(label.requirements.length > 0 ? { labelSelector: label.requirements } : {}),
    evaluationError: errors.join('; '),
  }
}

interface ReadSelector<R> {
  readonly requirements: readonly R[]
  readonly isWhole: boolean
}

/** All requirements must hold: without those that cannot be read, more is asked for, not less. */
function readSelector<T, R>(
  selector: SelectorAttributes<T> | undefined,
  parse: (raw: string) => readonly R[],
  read: (requirement: T) => R | undefined,
): ReadSelector<R> {
  const { rawSelector, requirements = [] } = selector ?? {}
  if (rawSelector) {
    try {
      return { requirements: parse(rawSelector), isWhole: true }
    } catch {
      return { requirements: [], isWhole: false }
    }
  }
  const known = requirements.map(read).filter((requirement) => requirement !== undefined)
  return { requirements: known, isWhole: known.length === requirements.length }
}

function fieldRequirementOf({
  key,
  operator,
  values = [],
}: FieldSelectorRequirement): FieldRequirement | undefined {
  const [value, ...others] = values
  if (value === undefined || others.length > 0 || (operator !== 'In' && operator !== 'NotIn'))
    return undefined
  return { field: key, operator: operator === 'In' ? '=' : '!=', value }
}

function labelRequirementOf(
  requirement: LabelSelectorRequirement,
): Selector['requirements'][number] | undefined {
  try {
    return selectorOf({ matchExpressions: [requirement] }).requirements[0]
  } catch {
    return undefined
  }
}

function ignored(name: string, { requirements, isWhole }: ReadSelector<unknown>): string {
  if (isWhole) return ''
  return `${at}.${name} ${requirements.length > 0 ? 'partially ignored' : 'ignored'} due to parse error`
}
