import { subresourceStrategies } from '../../registry/subresources.ts'
import { getEndpoint } from '../get.ts'
import { patch } from '../patch.ts'
import { replace } from '../update.ts'
import type { Subresource } from './subresource.ts'

/** Subresources that take the whole object and write a part of it. */
export const wholeObjects: readonly Subresource[] = subresourceStrategies.map((rules) => ({
  name: rules.subresource,
  of: [rules.resource.plural],
  verbs: { get: getEndpoint, update: (call) => replace(call, rules), patch: (call) => patch(call, rules) },
}))
