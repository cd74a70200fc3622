import { X509Certificate } from 'node:crypto'
import type { CertificateSigningRequest } from '@knarr/api/certificates/v1'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  notSupported,
  pemBlocks,
  required,
} from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'

type Status = NonNullable<CertificateSigningRequest['status']>
export type RequestCondition = NonNullable<Status['conditions']>[number]

const conditionsField = 'status.conditions'
const certificateField = 'status.certificate'
const decisions = ['Approved', 'Denied']
const sticky = [...decisions, 'Failed']
const anyStatus = ['False', 'True', 'Unknown']

/** Upstream's `ValidateCertificateSigningRequestStatusUpdate`: a signer sets the certificate, once. */
export function validateStatus(
  { status = {} }: CertificateSigningRequest,
  { status: old = {} }: CertificateSigningRequest,
): FieldError[] {
  const kept = [...validateKept(status, old), ...validateDecisions(status, old)]
  const errors = [...validateConditions(status, old), ...validateCertificate(status, old), ...kept]
  if (!old.certificate || status.certificate === old.certificate) return errors
  return [...errors, forbiddenField(certificateField, 'updates may not modify existing certificate content')]
}

/** Upstream's `ValidateCertificateSigningRequestApprovalUpdate`: an approver decides, once. */
export function validateApproval(
  { status = {} }: CertificateSigningRequest,
  { status: old = {} }: CertificateSigningRequest,
): FieldError[] {
  return [...validateConditions(status, old), ...validateKept(status, old)]
}

/** What is wrong with the conditions, but for what was wrong before. */
function validateConditions({ conditions = [] }: Status, { conditions: old = [] }: Status): FieldError[] {
  const toleratesUntyped = old.some(({ type }) => !type)
  const errors = each(conditionsField, conditions, ({ type, status }, at) => {
    const allowed = sticky.includes(type) ? ['True'] : anyStatus
    const typeErrors = type || toleratesUntyped ? [] : [required(`${at}.type`)]
    if (!status) return [...typeErrors, required(`${at}.status`)]
    return allowed.includes(status)
      ? typeErrors
      : [...typeErrors, notSupported(`${at}.status`, status, allowed)]
  })
  if (!isContradictory(old)) errors.push(...validateUnanimous(conditions))
  if (!hasDuplicates(old)) errors.push(...validateUnique(conditions))
  return errors
}

function validateUnanimous(conditions: readonly RequestCondition[]): FieldError[] {
  if (!isContradictory(conditions)) return []
  const second = conditions.findLast(({ type }) => decisions.includes(type))?.type
  return [invalid(conditionsField, second, 'Approved and Denied conditions are mutually exclusive')]
}

function validateUnique(conditions: readonly RequestCondition[]): FieldError[] {
  const seen = new Set<string>()
  return each(conditionsField, conditions, ({ type }, at) => {
    if (seen.has(type)) return [duplicate(`${at}.type`, type)]
    seen.add(type)
    return []
  })
}

function isContradictory(conditions: readonly RequestCondition[]): boolean {
  return decisions.every((decision) => conditions.some(({ type }) => type === decision))
}

function hasDuplicates(conditions: readonly RequestCondition[]): boolean {
  return new Set(conditions.map(({ type }) => type)).size < conditions.length
}

const countOf = ({ conditions = [] }: Status, wanted: string): number =>
  conditions.filter(({ type }) => type === wanted).length

function validateKept(status: Status, old: Status): FieldError[] {
  return sticky
    .filter((type) => countOf(status, type) < countOf(old, type))
    .map((type) => forbiddenField(conditionsField, `updates may not remove a condition of type "${type}"`))
}

function validateDecisions(status: Status, old: Status): FieldError[] {
  return decisions
    .filter((type) => countOf(status, type) > countOf(old, type))
    .map((type) => forbiddenField(conditionsField, `updates may not add a condition of type "${type}"`))
}

function validateCertificate({ certificate }: Status, { certificate: old }: Status): FieldError[] {
  if (!certificate || certificate === old || (old && certificateError(old))) return []
  const message = certificateError(certificate)
  return message ? [invalid(certificateField, '<certificate data>', message)] : []
}

function certificateError(encoded: string): string | undefined {
  const blocks = pemBlocks(Buffer.from(encoded, 'base64').toString('latin1'))
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE')
      return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`
    if (hasHeaders) return 'no PEM block headers are permitted'
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates'
    if (!isCertificate(bytes)) return 'x509: malformed certificate'
  }
  return blocks.length > 0 ? undefined : 'must contain at least one CERTIFICATE PEM block'
}

function isCertificate(bytes: Buffer): boolean {
  try {
    return Boolean(new X509Certificate(bytes))
  } catch {
    return false
  }
}
