import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { cloneJson, humanDuration } from '@knarr/machinery'
import type { UserInfo } from '../../../request/server-request.ts'
import { pathSegmentName } from '../../meta/name-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { validateRequest } from './certificatesigningrequest-validation.ts'
import { prepareStatus } from './prepare-request-status.ts'
import { validateStatus } from './request-status-validation.ts'

export const certificateSigningRequestStrategy: Strategy<CertificateSigningRequest> =
  strategyOf<CertificateSigningRequest>({
    resource: certificateSigningRequests,
    bumpsGeneration: null,
    validateName: pathSegmentName,
    prepareForCreate: (request, { user }) => {
      const { username, uid, groups, extra, ...asked } = request.spec
      request.spec = { ...asked, ...requestorOf(user) }
      request.status = {}
    },
    prepareForUpdate: (request, old) => {
      request.spec = cloneJson(old.spec)
    },
    prepareForStatusUpdate: prepareStatus,
    validate: validateRequest,
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

function requestorOf(user: UserInfo): Partial<CertificateSigningRequest['spec']> {
  const extra = Object.entries(user.extra ?? {}).map(([key, values]): [string, string[]] => [
    key,
    [...values],
  ])
  return {
    username: user.name,
    ...(user.uid ? { uid: user.uid } : {}),
    groups: [...user.groups],
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  }
}

function conditionText({ status }: CertificateSigningRequest): string {
  const types = new Set(status?.conditions?.map(({ type }) => type))
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`
}
