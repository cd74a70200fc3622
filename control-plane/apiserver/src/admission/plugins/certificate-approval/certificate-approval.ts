import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { forbidden } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { isAuthorizedForSigner } from '../signer-authorization.ts'
import { writesResource } from '../writes-resource.ts'

/** Lets only those approve a request who may `approve` for its signer. */
export function certificateApproval({ authorizer }: Pick<PluginParts, 'authorizer'>): AdmissionPlugin {
  return {
    name: 'CertificateApproval',

    handles: (attributes) =>
      attributes.operation === 'UPDATE' && writesResource(attributes, certificateSigningRequests, 'approval'),

    async validate({ user, resource, name, old }) {
      const { signerName } = (old as CertificateSigningRequest).spec
      if (await isAuthorizedForSigner(authorizer, user, { verb: 'approve', signerName })) return
      const why = `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`
      throw forbidden(resource, name, why)
    },
  }
}
