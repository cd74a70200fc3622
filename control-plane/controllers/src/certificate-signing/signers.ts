import type { CertificateRequest } from '@knarr/machinery'
import { kubeletClientError, kubeletServingError } from './kubelet-requests.ts'

/** Why a signer signs no such request; undefined where it does. */
export type RequestError = (request: CertificateRequest, usages: readonly string[]) => string | undefined

export const kubeletClientSigner = 'kubernetes.io/kube-apiserver-client-kubelet'

/** The signers of the cluster, by name, and what they sign. */
export const signers: ReadonlyMap<string, RequestError> = new Map<string, RequestError>([
  ['kubernetes.io/kube-apiserver-client', (_, usages) => clientError(usages)],
  [kubeletClientSigner, kubeletClientError],
  ['kubernetes.io/kubelet-serving', kubeletServingError],
  ['kubernetes.io/legacy-unknown', () => undefined],
])

const clientUsages = ['client auth', 'digital signature', 'key encipherment']

function clientError(usages: readonly string[]): string | undefined {
  const other = usages.find((usage) => !clientUsages.includes(usage))
  if (other !== undefined) return `invalid usage for client certificate: ${other}`
  return usages.includes('client auth')
    ? undefined
    : 'missing required usage for client certificate: client auth'
}
