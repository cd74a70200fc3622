import type { CertificateRequest } from '@knarr/machinery'

/** Why a request is not one for a kubelet's client certificate; undefined where it is. */
export function kubeletClientError(
  request: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes'
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed'
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed'
  if (request.addresses.length > 0) return 'IP subjectAltNames are not allowed'
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed'
  return commonNameError(request) ?? usagesError(usages, 'client auth')
}

/** Why a request is not one for a kubelet's serving certificate; undefined where it is. */
export function kubeletServingError(
  request: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes'
  if (request.dnsNames.length === 0 && request.addresses.length === 0)
    return 'DNS or IP subjectAltName is required'
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed'
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed'
  return usagesError(usages, 'server auth') ?? commonNameError(request)
}

function isOfNodes({ organizations }: CertificateRequest): boolean {
  return organizations.length === 1 && organizations[0] === 'system:nodes'
}

function commonNameError({ commonName }: CertificateRequest): string | undefined {
  return commonName.startsWith('system:node:')
    ? undefined
    : 'subject common name does not begin with system:node:'
}

/** Enciphering keys is for RSA only, so that it may be left out. */
function usagesError(usages: readonly string[], purpose: string): string | undefined {
  const wanted = [purpose, 'digital signature', 'key encipherment'].sort()
  const asked = new Set(usages)
  const needed = wanted.filter((usage) => usage !== 'key encipherment' || asked.has(usage))
  const isMatch = asked.size === needed.length && needed.every((usage) => asked.has(usage))
  return isMatch ? undefined : `usages did not match [${wanted.join(' ')}]`
}
