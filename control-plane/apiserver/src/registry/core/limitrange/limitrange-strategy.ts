import { type LimitRange, type LimitRangeItem, limitRanges } from '@knarr/api/core/v1'
import { duplicate, type FieldError, forbiddenField, invalid, qualifiedNameErrors } from '@knarr/machinery'
import { each, requiredWith } from '../../meta/field-check.ts'
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
  item.default ??= {}
  for (const [name, amount] of Object.entries(item.max ?? {})) item.default[name] ??= amount
  item.defaultRequest ??= {}
  for (const [name, amount] of Object.entries(item.default)) item.defaultRequest[name] ??= amount
  for (const [name, amount] of Object.entries(item.min ?? {})) item.defaultRequest[name] ??= amount
}

function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>()
  return each('spec.limits', spec.limits, (item, at) => {
    const errors = requiredWith(
      `${at}.type`,
      item.type,
      item.type?.includes('/') ? qualifiedNameErrors : undefined,
    )
    if (seen.has(item.type)) errors.push(duplicate(`${at}.type`, item.type))
    seen.add(item.type)
    return [...errors, ...validateItem(item, at)]
  })
}

function validateItem(item: LimitRangeItem, field: string): FieldError[] {
  const errors: FieldError[] = []
  if (item.type === 'Pod') {
    for (const key of ['default', 'defaultRequest'] as const) {
      if (Object.keys(item[key] ?? {}).length === 0) continue
      errors.push(forbiddenField(`${field}.${key}`, "may not be specified when `type` is 'Pod'"))
    }
  }
  const names = new Set(
    [item.min, item.max, item.default, item.defaultRequest].flatMap((list) => Object.keys(list ?? {})),
  )
  for (const name of names) errors.push(...validateOrder(item, name, field))
  return errors
}

/** min <= defaultRequest <= default <= max, as far as each is given. */
function validateOrder(item: LimitRangeItem, name: string, field: string): FieldError[] {
  const order = ['min', 'defaultRequest', 'default', 'max'] as const
  const words = { min: 'min', defaultRequest: 'default request', default: 'default', max: 'max' }
  return order.flatMap((low, index) =>
    order.slice(index + 1).flatMap((high) => {
      const [lower, upper] = [quantityOf(item[low]?.[name]), quantityOf(item[high]?.[name])]
      if (!lower || !upper || lower.compare(upper) <= 0) return []
      const detail = `${words[low]} value ${lower} is greater than ${words[high]} value ${upper}`
      return [invalid(`${field}.${low}[${name}]`, `${lower}`, detail)]
    }),
  )
}
