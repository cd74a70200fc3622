import { Agent, type ClientRequest, type IncomingMessage, request as sendHttp } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection, WireRequest, WireResponse } from './connection.ts'

/** HTTP/1.1 over as many sockets as are needed at once; `open` makes each. */
export function http1Connection(url: URL, open: () => Socket): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  agent.createConnection = open
  return {
    isOpen: true,
    send: (request) => send(agent, url, request),
    close: () => agent.destroy(),
  }
}

function send(
  agent: Agent,
  url: URL,
  { method, path, headers, body, signal }: WireRequest,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent: ClientRequest = sendHttp(
      {
        agent,
        method,
        path,
        host: url.hostname,
        port: url.port,
        headers: { ...headers, ...length, host: url.host },
        signal,
      },
      (response: IncomingMessage) => {
        resolve({ code: response.statusCode ?? 0, headers: response.headers, body: response })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
