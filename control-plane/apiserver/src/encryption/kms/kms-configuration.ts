import { type FieldError, formatDuration, invalid, parseDuration, required } from '@knarr/machinery'
import type { KeyServiceOptions } from './key-service.ts'

/** `kms` of an EncryptionConfiguration. */
export interface KmsConfiguration {
  readonly apiVersion?: string
  readonly name?: string
  readonly endpoint?: string
  readonly timeout?: string
  readonly cachesize?: number
}

const defaultTimeout = '3s'

/** What is wrong with it; `names` are those of the providers before, and get this one's. */
export function kmsErrors(
  configuration: KmsConfiguration,
  { path, names }: { path: string; names: Set<string> },
): FieldError[] {
  const { apiVersion = 'v1', endpoint = '', timeout = defaultTimeout, cachesize } = configuration
  const errors = [
    ...nameErrors(configuration, { path: `${path}.name`, names }),
    ...timeoutErrors(timeout, `${path}.timeout`),
    ...endpointErrors(endpoint, `${path}.endpoint`),
  ]
  if (cachesize !== undefined && apiVersion !== 'v1')
    errors.push(invalid(`${path}.cachesize`, cachesize, 'cachesize is not supported in v2'))
  if (apiVersion !== 'v1' && apiVersion !== 'v2') {
    // The field's name stands in upstream's message where its value was meant.
    const why = 'unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported'
    errors.push(invalid(`${path}.apiVersion`, apiVersion, why))
  }
  return errors
}

function nameErrors(
  { apiVersion = 'v1', name = '' }: KmsConfiguration,
  { path, names }: { path: string; names: Set<string> },
): FieldError[] {
  const errors: FieldError[] = []
  if (!name) errors.push(required(path, 'name is a mandatory field for a provider'))
  if (apiVersion !== 'v1' && name.includes(':'))
    errors.push(invalid(path, name, `invalid KMS provider name ${name}, must not contain ':'`))
  if (apiVersion !== 'v1' && names.has(name))
    errors.push(invalid(path, name, `duplicate KMS provider name ${name}, names must be unique`))
  names.add(name)
  return errors
}

function timeoutErrors(timeout: string, path: string): FieldError[] {
  try {
    const timeoutMs = parseDuration(timeout)
    return timeoutMs > 0
      ? []
      : [invalid(path, formatDuration(timeoutMs), 'timeout should be a positive value')]
  } catch (error) {
    return [invalid(path, timeout, (error as Error).message)]
  }
}

function endpointErrors(endpoint: string, path: string): FieldError[] {
  if (!endpoint) return [invalid(path, '', 'endpoint is a mandatory field for a kms')]
  const [, scheme = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(endpoint) ?? []
  if (scheme.toLowerCase() !== 'unix') {
    const why = `unsupported scheme ${JSON.stringify(scheme.toLowerCase())} for KMS provider, only unix is supported`
    return [invalid(path, endpoint, why)]
  }
  if (URL.canParse(endpoint)) return []
  return [invalid(path, endpoint, 'invalid endpoint for kms provider, error: it is no URL')]
}

/** How to reach the plugin. @throws Error for version 1 of the protocol */
export function keyServiceOptionsOf(configuration: KmsConfiguration): KeyServiceOptions {
  const { apiVersion = 'v1', name = '', endpoint = '', timeout = defaultTimeout } = configuration
  if (apiVersion === 'v1') {
    throw new Error(
      'KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead.  ' +
        'Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature.',
    )
  }
  return { name, socket: socketOf(endpoint), timeoutMs: parseDuration(timeout) }
}

/** A path; `/@name` is a name in Linux's abstract namespace, which Node writes with a zero byte. */
function socketOf(endpoint: string): string {
  const path = decodeURIComponent(new URL(endpoint).pathname)
  return path.startsWith('/@') ? `\0${path.slice(2)}` : path
}
