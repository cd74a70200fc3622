import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { peerSubject } from '@knarr/machinery'
import type { PeerIdentity } from '../request/server-request.ts'

const known = new WeakMap<TLSSocket, PeerIdentity | 'none'>()

const frontProxyAuthorities = new WeakMap<TLSSocket, X509Certificate>()

/** Says whose certificates on the connection are those of proxies that speak for others. */
export function knowFrontProxies(socket: TLSSocket, authority: X509Certificate): void {
  frontProxyAuthorities.set(socket, authority)
}

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
  const subject = peerSubject(socket)
  return subject && { ...subject, isFrontProxy: isFrontProxy(socket) }
}

function isFrontProxy(socket: TLSSocket): boolean {
  const authority = frontProxyAuthorities.get(socket)
  const certificate = authority && socket.getPeerX509Certificate()
  return (
    (authority && certificate?.checkIssued(authority) && certificate.verify(authority.publicKey)) ?? false
  )
}
