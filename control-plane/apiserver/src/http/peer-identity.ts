import type { TLSSocket } from 'node:tls'
import type { PeerIdentity } from '../request/server-request.ts'

const known = new WeakMap<TLSSocket, PeerIdentity | 'none'>()

/** The subject of the certificate a client showed, if our CA issued it. Looked up once a connection. */
export function peerIdentityOf(socket: TLSSocket): PeerIdentity | undefined {
  let identity = known.get(socket)
  if (!identity) {
    identity = readIdentity(socket) ?? 'none'
    known.set(socket, identity)
  }
  return identity === 'none' ? undefined : identity
}

function readIdentity(socket: TLSSocket): PeerIdentity | undefined {
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
