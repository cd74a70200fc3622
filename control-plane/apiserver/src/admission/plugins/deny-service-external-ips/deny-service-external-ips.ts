import type { Service } from '@knarr/api/core/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'

/** No service gets an external IP that it does not have already: whoever has one takes others' traffic. */
export const denyServiceExternalIps: AdmissionPlugin = {
  name: 'DenyServiceExternalIPs',

  handles: ({ operation, resource, subresource }) =>
    ['CREATE', 'UPDATE'].includes(operation) &&
    resource.group === '' &&
    resource.plural === 'services' &&
    subresource === '',

  validate(attributes) {
    const before = new Set((attributes.old as Service | undefined)?.spec.externalIPs)
    const { externalIPs = [] } = (attributes.object as Service).spec
    if (externalIPs.every((address) => before.has(address))) return
    throw refusal(attributes, 'Use of external IPs is denied by admission control')
  },
}
