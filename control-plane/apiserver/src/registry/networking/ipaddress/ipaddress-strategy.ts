import { type IPAddress, ipAddresses } from '@knarr/api/networking/v1'
import { type FieldError, formatIp, parseIp, required } from '@knarr/machinery'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

export const ipAddressStrategy: Strategy<IPAddress> = strategyOf<IPAddress>({
  resource: ipAddresses,
  validateName: (name) => {
    const ip = parseIp(name)
    if (!ip) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
    return formatIp(ip) === name ? [] : ['must be a canonical format IP address']
  },
  validate: validateIpAddress,
  validateUpdate: (address, old) => immutable('spec.parentRef', address.spec.parentRef, old.spec.parentRef),
  table: tableOf([column('ParentRef', 'What the address belongs to.'), ageColumn], (address, nowMs) => [
    parentText(address),
    ageOf(address, nowMs),
  ]),
})

function validateIpAddress({ spec }: IPAddress): FieldError[] {
  if (!spec?.parentRef) return [required('spec.parentRef')]
  return [
    ...requiredWith('spec.parentRef.resource', spec.parentRef.resource),
    ...requiredWith('spec.parentRef.name', spec.parentRef.name),
  ]
}

function parentText({ spec }: IPAddress): string {
  if (!spec?.parentRef) return '<none>'
  const { group, resource = '', namespace, name } = spec.parentRef
  const qualified = (group ? `${resource}.${group}` : resource).toLowerCase()
  return [qualified, namespace, name].filter(Boolean).join('/')
}
