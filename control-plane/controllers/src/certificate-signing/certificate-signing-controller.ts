import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { controllerNames } from '../controller-names.ts'
import { isToBeSigned, requestIn, withCondition } from './request-state.ts'
import { signCertificate } from './sign-certificate.ts'
import { signers } from './signers.ts'
import { type SigningAuthority, signingAuthority } from './signing-authority.ts'

/** By whom, and for how long, certificates are signed. */
export interface ClusterSigning {
  /** Certificate and key in PEM. Asked for at every signature: it may have been renewed. */
  authority(): Promise<{ readonly cert: string; readonly key: string }>
  /** The longest a certificate lasts. */
  readonly durationMs: number
}

const minDurationMs = 10 * 60_000

/** Signs approved requests to the signers of the cluster, or tells why it does not. */
export function certificateSigningController({ authority, durationMs }: ClusterSigning): Controller {
  return {
    name: controllerNames.certificateSigning,
    watches: certificateSigningRequests,

    async reconcile(key, context) {
      const request = context.lister.get(certificateSigningRequests, key)
      if (!request || request.status?.certificate || !isToBeSigned(request)) return undefined
      const errorOf = signers.get(request.spec.signerName)
      if (!errorOf) return undefined
      const error = errorOf(requestIn(request), request.spec.usages ?? [])
      const written = error
        ? withCondition(request, { type: 'Failed', reason: 'SignerValidationFailure', message: error })
        : signed(request, signingAuthority(await authority()), { durationMs, ...context })
      await context.client.update(certificateSigningRequests, written, { subresource: 'status' })
      return undefined
    },
  }
}

function signed(
  request: CertificateSigningRequest,
  authority: SigningAuthority,
  { durationMs, clock, random }: Pick<ReconcileContext, 'clock' | 'random'> & { readonly durationMs: number },
): CertificateSigningRequest {
  const { expirationSeconds, usages = [] } = request.spec
  const askedMs = Math.max(minDurationMs, (expirationSeconds ?? Number.POSITIVE_INFINITY) * 1000)
  const policy = { ttlMs: Math.min(durationMs, askedMs), usages, nowMs: clock.now(), random }
  const pem = signCertificate(authority, requestIn(request), policy)
  return { ...request, status: { ...request.status, certificate: Buffer.from(pem).toString('base64') } }
}
