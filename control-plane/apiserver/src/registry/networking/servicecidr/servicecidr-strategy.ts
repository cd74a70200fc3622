import { type ServiceCIDR, serviceCIDRs } from '@knarr/api/networking/v1'
import { type FieldError, invalid, parseCidr, required } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const serviceCidrStrategy: Strategy<ServiceCIDR> = strategyOf<ServiceCIDR>({
  resource: serviceCIDRs,
  validate: validateServiceCidr,
  validateUpdate: (range, old) => {
    const kept = (old.spec.cidrs ?? []).every((cidr, index) => range.spec.cidrs?.[index] === cidr)
    const errors = validateServiceCidr(range)
    return kept ? errors : [...errors, invalid('spec.cidrs', range.spec.cidrs, 'field is immutable')]
  },
  table: tableOf([column('CIDRs', 'The blocks cluster IPs come from.'), ageColumn], (range, nowMs) => [
    (range.spec.cidrs ?? []).join(','),
    ageOf(range, nowMs),
  ]),
})

/** One block, or one of each family. */
function validateServiceCidr({ spec }: ServiceCIDR): FieldError[] {
  const cidrs = spec?.cidrs ?? []
  if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')]
  if (cidrs.length > 2) return [invalid('spec.cidrs', cidrs, 'may only hold up to 2 values')]
  const families = new Set(cidrs.map((cidr) => parseCidr(cidr)?.network.family))
  if (cidrs.length === 2 && families.size < 2 && !families.has(undefined)) {
    return [
      invalid(
        'spec.cidrs',
        cidrs,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      ),
    ]
  }
  return each('spec.cidrs', cidrs, (cidr, at) => {
    const block = parseCidr(cidr)
    if (!block) return [invalid(at, cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
    return block.toString() === cidr ? [] : [invalid(at, cidr, `must be in canonical form ("${block}")`)]
  })
}
