import { X509Certificate } from 'node:crypto'
import { Agent, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { systemClock } from '@knarr/machinery'

type Connected = (error: Error | null, stream: Duplex) => void

const serverAuthentication = '1.3.6.1.5.5.7.3.1'
const certificateText = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/**
 * Trusts servers as Go does. OpenSSL takes a certificate whose issuer has the subject's own name for one that signed itself
 * and refuses it; Go goes by who signed it, and operators (Pepr among them) issue such certificates, without any names.
 */
export class AuthorityAgent extends Agent {
  override createConnection(options: RequestOptions, callback?: Connected): Duplex | null | undefined {
    const { ca, rejectUnauthorized } = options
    if (!ca || !callback || rejectUnauthorized === false) return super.createConnection(options, callback)
    const socket = connect({ ...options, rejectUnauthorized: false } as ConnectionOptions)
    socket.once('error', (error) => callback(error, socket))
    socket.once('secureConnect', () => {
      socket.removeAllListeners('error')
      if (socket.authorized || isVouchedFor(socket, options)) {
        callback(null, socket)
        return
      }
      socket.destroy()
      // Nothing was sent. The second attempt ends as Node itself would have it, and says why.
      const refused = super.createConnection(options, callback)
      if (refused) callback(null, refused)
    })
    return undefined
  }
}

/** Whether an authority that was named signed the very certificate the server shows. */
function isVouchedFor(socket: TLSSocket, { ca, servername, host }: RequestOptions): boolean {
  const shown = socket.getPeerX509Certificate()
  if (!shown || !isCurrent(shown) || !isForServers(shown)) return false
  const name = servername || host || ''
  const isNamed = isIP(name) ? shown.checkIP(name) : shown.checkHost(name)
  return isNamed !== undefined && authoritiesIn(ca).some((authority) => isSignedBy(shown, authority))
}

function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return (
    authority.ca &&
    isCurrent(authority) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  )
}

/** TLS goes by the time of the machine, whatever the cluster goes by. */
function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const now = systemClock.now()
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
}

function isForServers({ keyUsage }: X509Certificate): boolean {
  const usages = keyUsage as readonly string[] | undefined
  return usages === undefined || usages.includes(serverAuthentication)
}

function authoritiesIn(ca: RequestOptions['ca']): X509Certificate[] {
  const texts = [ca ?? []].flat().flatMap((each) => each.toString().match(certificateText) ?? [])
  return texts.map((text) => new X509Certificate(text))
}
