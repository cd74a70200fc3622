import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { deepEqual, forbidden } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { isAuthorizedForSigner } from '../signer-authorization.ts'
import { writesResource } from '../writes-resource.ts'

/** Lets only those set certificate and conditions of a request who may `sign` for its signer. */
export function certificateSigning({ authorizer }: Pick<PluginParts, 'authorizer'>): AdmissionPlugin {
  return {
    name: 'CertificateSigning',

    handles: (attributes) =>
      attributes.operation === 'UPDATE' && writesResource(attributes, certificateSigningRequests, 'status'),

    async validate({ user, resource, name, object, old }) {
      const { spec, status } = old as CertificateSigningRequest
      if (isSameWork((object as CertificateSigningRequest).status, status)) return
      const { signerName } = spec
      if (await isAuthorizedForSigner(authorizer, user, { verb: 'sign', signerName })) return
      const why = `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`
      throw forbidden(resource, name, why)
    },
  }
}

type Status = CertificateSigningRequest['status']

function isSameWork(status: Status, old: Status): boolean {
  return (
    status?.certificate === old?.certificate && deepEqual(status?.conditions ?? [], old?.conditions ?? [])
  )
}
