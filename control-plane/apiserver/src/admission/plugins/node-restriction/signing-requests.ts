import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import { parseCertificateRequest } from '@knarr/machinery'
import { type NodeWrite, refusalOf } from './node-refusal.ts'

const kubeletSigners: ReadonlySet<string> = new Set([
  'kubernetes.io/kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet',
])

/** A kubelet asks for certificates of a kubelet in its own name only; the signer looks at the rest. */
export function judgeSigningRequest(write: NodeWrite): void {
  const { operation, object } = write.attributes
  if (operation !== 'CREATE') return
  const { signerName, request } = (object as CertificateSigningRequest).spec
  if (!kubeletSigners.has(signerName)) return
  const user = `system:node:${write.node}`
  if (commonNameOf(write, request) !== user)
    throw refusalOf(write, `can only create a node CSR with CN=${user}`)
}

function commonNameOf(write: NodeWrite, request: string): string {
  try {
    return parseCertificateRequest(Buffer.from(request, 'base64').toString('latin1')).commonName
  } catch (error) {
    throw refusalOf(write, `unable to parse csr: ${(error as Error).message}`)
  }
}
