import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import { type CertificateRequest, parseCertificateRequest } from '@knarr/machinery'

type Condition = NonNullable<NonNullable<CertificateSigningRequest['status']>['conditions']>[number]

/** The conditions of this type. */
export function conditionsOf({ status }: CertificateSigningRequest, type: string): Condition[] {
  return (status?.conditions ?? []).filter((condition) => condition.type === type)
}

export function isDecided(request: CertificateSigningRequest): boolean {
  return ['Approved', 'Denied'].some((type) => conditionsOf(request, type).length > 0)
}

/** Approved, and neither denied nor given up. */
export function isToBeSigned(request: CertificateSigningRequest): boolean {
  const has = (type: string): boolean => conditionsOf(request, type).length > 0
  const isFailed = conditionsOf(request, 'Failed').some(({ status }) => !status || status === 'True')
  return has('Approved') && !has('Denied') && !isFailed
}

/** The request with one condition more. */
export function withCondition(
  request: CertificateSigningRequest,
  condition: Pick<Condition, 'type' | 'reason' | 'message'>,
): CertificateSigningRequest {
  const conditions = [...(request.status?.conditions ?? []), { ...condition, status: 'True' }]
  return { ...request, status: { ...request.status, conditions } }
}

/** What is asked for. */
export function requestIn({ metadata, spec }: CertificateSigningRequest): CertificateRequest {
  try {
    return parseCertificateRequest(Buffer.from(spec.request, 'base64').toString('latin1'))
  } catch (cause) {
    throw new Error(`unable to parse csr "${metadata.name}": ${(cause as Error).message}`, { cause })
  }
}
