import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { forbidden, parseCertificateRequest } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { writesResource } from '../writes-resource.ts'

const clientSigner = 'kubernetes.io/kube-apiserver-client'
const privilegedGroup = 'system:masters'

/** Refuses requests for a client certificate of `system:masters`. What cannot be read was refused before. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',

  handles: (attributes) =>
    attributes.operation === 'CREATE' && writesResource(attributes, certificateSigningRequests, ''),

  validate({ resource, name, object }) {
    const { signerName, request } = (object as CertificateSigningRequest).spec
    if (signerName !== clientSigner) return
    const { organizations } = parseCertificateRequest(Buffer.from(request, 'base64').toString('latin1'))
    if (!organizations.includes(privilegedGroup)) return
    const why = `use of ${clientSigner} signer with ${privilegedGroup} group is not allowed`
    throw forbidden(resource, name, why)
  },
}
