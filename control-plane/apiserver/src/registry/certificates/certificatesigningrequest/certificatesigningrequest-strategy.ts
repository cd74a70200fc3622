import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { cloneJson, humanDuration } from '@knarr/machinery'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import {
  validateRequest,
  validateRequestUpdate,
  validateStatus,
} from './certificatesigningrequest-validation.ts'

const decided = new Set(['Approved', 'Denied'])

export const certificateSigningRequestStrategy: Strategy<CertificateSigningRequest> =
  strategyOf<CertificateSigningRequest>({
    resource: certificateSigningRequests,
    bumpsGeneration: null,
    validateName: pathSegmentName,
    prepareForCreate: (request, { user }) => {
      request.spec.username = user.name
      request.spec.groups = [...user.groups]
      delete request.spec.uid
      delete request.spec.extra
      request.status = {}
    },
    prepareForUpdate: (request, old) => {
      request.spec = cloneJson(old.spec)
    },
    prepareForStatusUpdate: keepApproval,
    validate: validateRequest,
    validateUpdate: validateRequestUpdate,
    validateStatusUpdate: validateStatus,
    selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName }),
    table: tableOf(
      [
        ageColumn,
        column('SignerName', 'Who is asked to sign.'),
        column('Requestor', 'Who asked.'),
        column('RequestedDuration', 'How long the certificate should be good for.'),
        column('Condition', 'What became of it.'),
      ],
      (request, nowMs) => [
        ageOf(request, nowMs),
        request.spec.signerName || '<none>',
        request.spec.username ?? '',
        request.spec.expirationSeconds === undefined
          ? '<none>'
          : humanDuration(request.spec.expirationSeconds * 1000),
        conditionText(request),
      ],
    ),
  })

type Condition = NonNullable<NonNullable<CertificateSigningRequest['status']>['conditions']>[number]

const isDecision = ({ type }: Condition): boolean => decided.has(type)

/** Status carries the certificate; who may approve writes through `approval` alone. */
function keepApproval(request: CertificateSigningRequest, old: CertificateSigningRequest): void {
  const others = (request.status?.conditions ?? []).filter((condition) => !isDecision(condition))
  const kept = cloneJson((old.status?.conditions ?? []).filter(isDecision))
  request.status = { ...request.status, conditions: [...kept, ...others] }
}

/** The `approval` subresource writes conditions, never the certificate. */
export function prepareApproval(request: CertificateSigningRequest, old: CertificateSigningRequest): void {
  const conditions = request.status?.conditions ?? []
  request.spec = cloneJson(old.spec)
  request.status = { ...cloneJson(old.status), conditions }
}

function conditionText({ status }: CertificateSigningRequest): string {
  const types = new Set(status?.conditions?.map(({ type }) => type))
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}
