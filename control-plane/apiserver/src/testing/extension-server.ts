import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@knarr/machinery'
import { createAuthority, issueCertificate } from '../certificates/certificate-authority.ts'

/** What an extension API server of a test was asked, and by whom as it was told. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

export interface ExtensionServer extends AsyncDisposable {
  readonly port: number
  readonly caBundle: string
  readonly asked: Asked[]
  /** By path: what is answered to a GET, anything else being 404. */
  readonly documents: Map<string, object>
}

/**
 * An extension API server on loopback, with a certificate for the service `extension.default.svc`. It answers nobody but
 * clients of `clientCa`, where that is given.
 */
export async function startExtensionServer(
  documents: Record<string, object>,
  { clientCa }: { clientCa?: string } = {},
): Promise<ExtensionServer> {
  const authority = await createAuthority(systemClock)
  const names = { commonName: 'extension', hosts: ['extension.default.svc'], usage: 'server' } as const
  const pair = await issueCertificate(authority, names, systemClock)
  const known = new Map(Object.entries(documents))
  const asked: Asked[] = []
  const trust = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  const server = createServer({ cert: pair.cert, key: pair.key, ...trust }, (request, response) => {
    const { method = '', url = '', headers } = request
    asked.push({ method, url, headers })
    const document = known.get(new URL(url, 'https://localhost').pathname)
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
    response.end(document ? JSON.stringify(document) : '{}')
  })
  server.on('upgrade', (request, socket) => {
    asked.push({ method: 'UPGRADE', url: request.url ?? '', headers: request.headers })
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello')
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    ...{ port: (server.address() as AddressInfo).port, asked, documents: known },
    caBundle: Buffer.from(authority.cert).toString('base64'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
