import { type LimitRange, type LimitRangeItem, limitRanges } from '@knarr/api/core/v1'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { quantityOf } from '../resource-list/quantity-validation.ts'

export const limitRangeStrategy: Strategy<LimitRange> = strategyOf<LimitRange>({
  resource: limitRanges,
  bumpsGeneration: null,
  allowCreateOnUpdate: true,
  defaults: (range) => {
    range.spec ??= { limits: [] }
    for (const item of range.spec.limits ?? []) if (item.type === 'Container') setItemDefaults(item)
  },
  prepareForCreate: (range) => {
    if (!range.metadata.name && !range.metadata.generateName) range.metadata.name = range.metadata.uid
  },
  validate: validateLimitRange,
})

/** A maximum is the default limit, and the default limit or the minimum the default request. */
function setItemDefaults(item: LimitRangeItem): void {
  const limits = { ...item.max, ...item.default }
  const requests = { ...item.min, ...limits, ...item.defaultRequest }
  if (Object.keys(limits).length > 0) item.default = limits
  else delete item.default
  if (Object.keys(requests).length > 0) item.defaultRequest = requests
  else delete item.defaultRequest
}

function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>()
  return each('spec.limits', spec.limits, (item, at) => {
    const errors = validateType(item.type ?? '', `${at}.type`)
    if (seen.has(item.type)) errors.push(duplicate(`${at}.type`, item.type))
    seen.add(item.type)
    return [...errors, ...validateItem(item, at)]
  })
}

const types = ['Pod', 'Container', 'PersistentVolumeClaim']

function validateType(type: string, field: string): FieldError[] {
  const errors = invalidFor(field, type, qualifiedNameErrors(type))
  if (errors.length > 0 || type.includes('/') || types.includes(type)) return errors
  return [invalid(field, type, 'must be a standard limit type or fully qualified')]
}

function validateItem(item: LimitRangeItem, field: string): FieldError[] {
  const errors: FieldError[] = []
  if (item.type === 'Pod') {
    for (const key of ['default', 'defaultRequest'] as const) {
      if (Object.keys(item[key] ?? {}).length === 0) continue
      errors.push(forbiddenField(`${field}.${key}`, "may not be specified when `type` is 'Pod'"))
    }
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided'
    errors.push(required(`${field}.limits`, detail))
  }
  const lists = [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio]
  for (const name of new Set(lists.flatMap((list) => Object.keys(list ?? {}))))
    errors.push(...validateOrder(item, name, field), ...validateRatio(item, name, field))
  return errors
}

type Amounts = 'min' | 'max' | 'default' | 'defaultRequest'

/** What must not exceed what, the list and the amount that upstream's error names, and its words for both. */
const order: readonly (readonly [Amounts, Amounts, Amounts, 'lower' | 'upper', string, string])[] = [
  ['min', 'max', 'min', 'lower', 'min', 'max'],
  ['min', 'defaultRequest', 'defaultRequest', 'upper', 'min', 'default request'],
  ['defaultRequest', 'max', 'defaultRequest', 'lower', 'default request', 'max'],
  ['defaultRequest', 'default', 'defaultRequest', 'lower', 'default request', 'default limit'],
  ['min', 'default', 'default', 'lower', 'min', 'default'],
  ['default', 'max', 'default', 'upper', 'default', 'max'],
]

/** min <= defaultRequest <= default <= max, as far as each is given. */
function validateOrder(item: LimitRangeItem, name: string, field: string): FieldError[] {
  return order.flatMap(([low, high, list, named, lowWord, highWord]) => {
    // A pod has no defaults, which is told by an error of its own.
    if (item.type === 'Pod' && (low !== 'min' || high !== 'max')) return []
    const [lower, upper] = [quantityOf(item[low]?.[name]), quantityOf(item[high]?.[name])]
    if (!lower || !upper || lower.compare(upper) <= 0) return []
    const detail = `${lowWord} value ${lower} is greater than ${highWord} value ${upper}`
    return [invalid(`${field}.${list}[${name}]`, `${named === 'lower' ? lower : upper}`, detail)]
  })
}

/** How far limits may exceed requests: not below 1, nor more than the largest exceeds the least. */
function validateRatio(
  { min, max, maxLimitRequestRatio }: LimitRangeItem,
  name: string,
  field: string,
): FieldError[] {
  const ratio = quantityOf(maxLimitRequestRatio?.[name])
  if (!ratio) return []
  const at = `${field}.maxLimitRequestRatio[${name}]`
  const errors = ratio.milliValue() < 1000n ? [invalid(at, `${ratio}`, `ratio ${ratio} is less than 1`)] : []
  const [least, most] = [quantityOf(min?.[name]), quantityOf(max?.[name])]
  if (!least || !most || least.sign === 0) return errors
  const widest = Number(most.milliValue()) / Number(least.milliValue())
  if (Number(ratio.milliValue()) / 1000 <= widest) return errors
  return [...errors, invalid(at, `${ratio}`, `ratio ${ratio} is greater than max/min = ${widest.toFixed(6)}`)]
}
