import type { Node, Taint } from '@knarr/api/core/v1'
import {
  deepEqual,
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  labelValueErrors,
  parseCidr,
  parseIp,
} from '@knarr/machinery'
import { each, invalidFor, oneOf } from '../../meta/field-check.ts'
import { validateLabelKey } from '../../meta/label-validation.ts'
import { taintEffects } from '../pod/scheduling-validation.ts'
import { validateNonNegativeQuantity } from '../resource-list/quantity-validation.ts'

/** Upstream's `ValidateNode`. */
export function validateNode({ spec, status }: Node): FieldError[] {
  const errors = [
    ...validateTaints(spec.taints ?? [], 'spec.taints'),
    ...each('spec.podCIDRs', spec.podCIDRs, validateCidr),
    ...Object.entries(status?.capacity ?? {}).flatMap(([name, amount]) =>
      validateNonNegativeQuantity(`status.capacity[${name}]`, amount),
    ),
  ]
  if (spec.podCIDR && spec.podCIDRs?.length && spec.podCIDRs[0] !== spec.podCIDR) {
    errors.push(invalid('spec.podCIDRs[0]', spec.podCIDRs, 'must match the value in `podCIDR` field'))
  }
  return [...errors, ...validateCidrFamilies(spec.podCIDRs ?? [], 'spec.podCIDRs')]
}

function validateCidr(text: string, field: string): FieldError[] {
  if (parseCidr(text)) return []
  return [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
}

function validateCidrFamilies(cidrs: readonly string[], field: string): FieldError[] {
  if (cidrs.length < 2) return []
  const families = new Set(cidrs.map((text) => parseIp(text.split('/')[0] ?? '')?.family))
  if (cidrs.length === 2 && families.size === 2) return []
  return [invalid(field, cidrs, 'may specify no more than one CIDR for each IP family')]
}

/** One taint per key and effect. */
function validateTaints(taints: readonly Taint[], field: string): FieldError[] {
  const seen = new Set<string>()
  return each(field, taints, (taint, at) => {
    const errors = [
      ...validateLabelKey(`${at}.key`, taint.key),
      ...invalidFor(`${at}.value`, taint.value ?? '', labelValueErrors(taint.value ?? '')),
      ...oneOf(`${at}.effect`, taint.effect, taintEffects),
    ]
    const key = `${taint.key}:${taint.effect}`
    if (seen.has(key)) {
      const repeated = duplicate(at, taint)
      errors.push({ ...repeated, body: `${repeated.body}: taints must be unique by key and effect pair` })
    }
    seen.add(key)
    return errors
  })
}

/** Addresses and identity are given once; labels, taints and schedulability change. */
export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateNode(node)
  if (old.spec.podCIDRs?.length && !deepEqual(node.spec.podCIDRs, old.spec.podCIDRs)) {
    errors.push(
      forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'),
    )
  }
  if (old.spec.providerID && node.spec.providerID !== old.spec.providerID) {
    const detail = 'node updates may not change providerID except from "" to valid'
    errors.push(forbiddenField('spec.providerID', detail))
  }
  return errors
}

export function validateNodeStatus({ status }: Node): FieldError[] {
  const seen = new Set<string>()
  return each('status.addresses', status?.addresses, (address, at) => {
    const key = `${address.type}/${address.address}`
    if (seen.has(key)) return [duplicate(at, address)]
    seen.add(key)
    return []
  })
}
