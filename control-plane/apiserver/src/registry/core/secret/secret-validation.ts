import type { Secret } from '@knarr/api/core/v1'
import { configMapKeyErrors, type FieldError, invalid, required, tooLong } from '@knarr/machinery'
import { immutable, invalidFor } from '../../meta/field-check.ts'
import { base64Size, maxDataSize, validateImmutable } from './data-validation.ts'

/** Keys a type cannot do without. */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}
const jsonKeys: Readonly<Record<string, string>> = {
  'kubernetes.io/dockercfg': '.dockercfg',
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
}
const serviceAccountName = 'kubernetes.io/service-account.name'

/** Upstream's `ValidateSecret`. */
export function validateSecret(secret: Secret): FieldError[] {
  const data = secret.data ?? {}
  const errors = Object.keys(data).flatMap((key) => invalidFor(`data[${key}]`, key, configMapKeyErrors(key)))
  const size = Object.values(data).reduce((sum, value) => sum + base64Size(value), 0)
  if (size > maxDataSize) errors.push(tooLong('data', maxDataSize))
  return [...errors, ...validateType(secret, data)]
}

function validateType({ type = '', metadata }: Secret, data: Readonly<Record<string, string>>): FieldError[] {
  if (type === 'kubernetes.io/service-account-token') {
    const name = metadata.annotations?.[serviceAccountName]
    return name ? [] : [required(`metadata.annotations[${serviceAccountName}]`)]
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    return [required('data[username]'), required('data[password]')]
  }
  const jsonKey = jsonKeys[type]
  if (jsonKey) return validateJson(data[jsonKey], `data[${jsonKey}]`)
  return (neededKeys[type] ?? []).filter((key) => !(key in data)).map((key) => required(`data[${key}]`))
}

function validateJson(encoded: string | undefined, field: string): FieldError[] {
  if (encoded === undefined) return [required(field)]
  try {
    JSON.parse(Buffer.from(encoded, 'base64').toString())
    return []
  } catch (error) {
    return [invalid(field, '<secret contents redacted>', (error as Error).message)]
  }
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  return [
    ...immutable('type', secret.type, old.type),
    ...validateImmutable(secret, old, ['data']),
    ...validateSecret(secret),
  ]
}
