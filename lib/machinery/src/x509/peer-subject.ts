import type { TLSSocket } from 'node:tls'

/** Whom a certificate names. */
export interface PeerSubject {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** SHA-256 of the certificate, in lower-case hexadecimal. */
  readonly fingerprint: string
}

/** Whom the other side's certificate names; undefined where it showed none that the server's authorities issued. */
export function peerSubject(socket: TLSSocket): PeerSubject | undefined {
  if (!socket.authorized) return undefined
  const { subject, fingerprint256 } = socket.getPeerCertificate()
  if (!subject) return undefined
  const { CN: commonName = '', O: organizations = [] } = subject as unknown as {
    CN?: string
    O?: string | string[]
  }
  return {
    commonName,
    organizations: typeof organizations === 'string' ? [organizations] : organizations,
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}
