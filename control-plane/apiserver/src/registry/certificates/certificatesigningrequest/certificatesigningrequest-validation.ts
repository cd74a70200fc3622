import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import { duplicate, type FieldError, forbiddenField, invalid, notSupported, required } from '@knarr/machinery'
import { each, immutable } from '../../meta/field-check.ts'
import { validateSignerName } from './signer-name-validation.ts'

const minExpirationSeconds = 600
const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
]

/** Upstream's `validateCertificateSigningRequest` for a new request. */
export function validateRequest({ spec }: CertificateSigningRequest): FieldError[] {
  const list = spec.usages ?? []
  const seen = new Set<string>()
  const errors = validatePem(spec.request, 'spec.request')
  if (list.length === 0) errors.push(required('spec.usages'))
  errors.push(
    ...each('spec.usages', list, (usage, at) => {
      if (!usages.includes(usage)) return [notSupported(at, usage, usages)]
      if (seen.has(usage)) return [duplicate(at, usage)]
      seen.add(usage)
      return []
    }),
  )
  const seconds = spec.expirationSeconds
  if (seconds !== undefined && seconds < minExpirationSeconds) {
    errors.push(
      invalid(
        'spec.expirationSeconds',
        seconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    )
  }
  return [...errors, ...validateSignerName('spec.signerName', spec.signerName)]
}

function validatePem(encoded: string | undefined, field: string): FieldError[] {
  if (!encoded) return [invalid(field, null, 'PEM block type must be CERTIFICATE REQUEST')]
  const text = Buffer.from(encoded, 'base64').toString()
  if (/-----BEGIN (NEW )?CERTIFICATE REQUEST-----[\s\S]+-----END (NEW )?CERTIFICATE REQUEST-----/.test(text))
    return []
  return [invalid(field, encoded, 'PEM block type must be CERTIFICATE REQUEST')]
}

/** What was asked for stays as it was. */
export function validateRequestUpdate(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  return immutable('spec', request.spec, old.spec)
}

const sticky = new Set(['Approved', 'Denied', 'Failed'])

/** A decision is never taken back, and a certificate never replaced. */
export function validateStatus(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  const conditions = request.status?.conditions ?? []
  const types = new Set(conditions.map(({ type }) => type))
  const errors = each('status.conditions', conditions, ({ type, status }, at) => {
    if (!type) return [required(`${at}.type`)]
    if (!status) return [required(`${at}.status`)]
    return sticky.has(type) && status !== 'True' ? [notSupported(`${at}.status`, status, ['True'])] : []
  })
  if (types.has('Approved') && types.has('Denied')) {
    errors.push(
      invalid('status.conditions', 'Approved', 'Approved and Denied conditions are mutually exclusive'),
    )
  }
  for (const { type } of old.status?.conditions ?? []) {
    if (!sticky.has(type) || types.has(type)) continue
    errors.push(
      forbiddenField(
        'status.conditions',
        `updates may not remove a condition of type ${JSON.stringify(type)}`,
      ),
    )
  }
  const before = old.status?.certificate
  if (before && request.status?.certificate !== before) {
    errors.push(forbiddenField('status.certificate', 'updates may not modify existing certificate content'))
  }
  return errors
}
