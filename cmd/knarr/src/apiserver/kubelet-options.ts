import type { KubeletSettings } from '@knarr/apiserver'
import { OptionError, type OptionValues } from '@knarr/component'
import { certificateIn, pairOf } from './option-file.ts'

/** Flags of kube-apiserver about how it reaches kubelets, by upstream's names. */
export const kubeletTable = {
  'kubelet-preferred-address-types': {
    type: 'list',
    default: ['InternalIP', 'ExternalIP', 'Hostname'],
    help: 'By which of their addresses nodes are called for nodes/proxy, in this order.',
  },
  'kubelet-client-certificate': {
    type: 'string',
    help: 'The certificate by which kubelets know this server, if not one of its own making.',
  },
  'kubelet-client-key': { type: 'string', help: 'The key of that certificate.' },
  'kubelet-certificate-authority': {
    type: 'string',
    help: "Whose certificates kubelets have; the server's own authority unless given.",
  },
} as const

const addressTypes = ['Hostname', 'InternalIP', 'ExternalIP', 'InternalDNS', 'ExternalDNS']

/** How the server calls kubelets, as flags say. @throws OptionError */
export function kubeletSettingsOf(values: OptionValues<typeof kubeletTable>): KubeletSettings {
  const { kubeletCertificateAuthority: caFile, kubeletPreferredAddressTypes } = values
  const pair = pairOf(
    ['kubelet-client-certificate', values.kubeletClientCertificate],
    ['kubelet-client-key', values.kubeletClientKey],
  )
  const wrong = kubeletPreferredAddressTypes.find((type) => !addressTypes.includes(type))
  if (wrong !== undefined) {
    const flag = '--kubelet-preferred-address-types'
    throw new OptionError(`invalid value "${wrong}" for ${flag}: must be among ${addressTypes.join(', ')}`)
  }
  const ca = caFile !== undefined && { ca: certificateIn('kubelet-certificate-authority', caFile) }
  return { addressTypes: kubeletPreferredAddressTypes, tls: { ...pair, ...ca } }
}
