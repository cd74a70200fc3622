import type { Authenticator } from './authenticator.ts'

/** The subject of a client certificate: its common name is the user, its organizations are the groups. */
export const clientCertificate: Authenticator = {
  name: 'x509',

  async authenticate({ peer }) {
    if (!peer?.commonName || peer.isFrontProxy) return undefined
    const extra = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${peer.fingerprint}`] }
    return { name: peer.commonName, groups: peer.organizations, extra }
  },
}
