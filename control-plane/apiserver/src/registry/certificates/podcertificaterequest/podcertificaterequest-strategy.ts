import { type PodCertificateRequest, podCertificateRequests } from '@knarr/api/certificates/v1beta1'
import { dns1123SubdomainErrors, type FieldError, invalid } from '@knarr/machinery'
import { immutable, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { validateSignerName } from '../certificatesigningrequest/signer-name-validation.ts'

const names = ['podName', 'serviceAccountName', 'nodeName'] as const
const uids = ['podUID', 'serviceAccountUID', 'nodeUID'] as const
const defaultExpirationSeconds = 24 * 60 * 60
const minExpirationSeconds = 60 * 60

export const podCertificateRequestStrategy: Strategy<PodCertificateRequest> =
  strategyOf<PodCertificateRequest>({
    resource: podCertificateRequests,
    bumpsGeneration: null,
    defaults: ({ spec }) => {
      if (spec) spec.maxExpirationSeconds ??= defaultExpirationSeconds
    },
    prepareForCreate: (request) => {
      request.status = {}
    },
    validate: validateRequest,
    validateUpdate: (request, old) => immutable('spec', request.spec, old.spec),
    selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName, 'spec.nodeName': spec.nodeName }),
  })

function validateRequest({ spec }: PodCertificateRequest): FieldError[] {
  const seconds = spec.maxExpirationSeconds ?? defaultExpirationSeconds
  const errors = validateSignerName('spec.signerName', spec.signerName)
  for (const key of names) errors.push(...requiredWith(`spec.${key}`, spec[key], dns1123SubdomainErrors))
  for (const key of uids) errors.push(...requiredWith(`spec.${key}`, spec[key]))
  if (seconds < minExpirationSeconds) {
    errors.push(
      invalid(
        'spec.maxExpirationSeconds',
        seconds,
        `must be in the range [${minExpirationSeconds}, 7862400]`,
      ),
    )
  }
  return errors
}
