import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  parseCertificateRequest,
  required,
} from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import { validateSignerName } from './signer-name-validation.ts'

const legacySignerName = 'kubernetes.io/legacy-unknown'
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

/** Upstream's `ValidateCertificateSigningRequestCreate`. What was asked for is never changed later. */
export function validateRequest({ spec }: CertificateSigningRequest): FieldError[] {
  return [
    ...validatePem('spec.request', spec.request),
    ...validateUsages('spec.usages', spec.usages ?? []),
    ...validateSigner('spec.signerName', spec.signerName),
    ...validateExpiration('spec.expirationSeconds', spec.expirationSeconds),
  ]
}

function validatePem(field: string, encoded: string | undefined): FieldError[] {
  try {
    parseCertificateRequest(Buffer.from(encoded ?? '', 'base64').toString('latin1')).checkSignature()
    return []
  } catch (error) {
    return [invalid(field, encoded || null, (error as Error).message)]
  }
}

function validateUsages(field: string, list: readonly string[]): FieldError[] {
  if (list.length === 0) return [required(field)]
  const seen = new Set<string>()
  const unknown = each(field, list, (usage, at) =>
    usages.includes(usage) ? [] : [notSupported(at, usage, usages)],
  )
  const repeated = each(field, list, (usage, at) => {
    if (seen.has(usage)) return [duplicate(at, usage)]
    seen.add(usage)
    return []
  })
  return [...unknown, ...repeated]
}

function validateSigner(field: string, name: string | undefined): FieldError[] {
  if (name !== legacySignerName) return validateSignerName(field, name)
  return [invalid(field, name, 'the legacy signerName is not allowed via this API version')]
}

function validateExpiration(field: string, seconds: number | undefined): FieldError[] {
  if (seconds === undefined || seconds >= minExpirationSeconds) return []
  return [invalid(field, seconds, 'may not specify a duration less than 600 seconds (10 minutes)')]
}
