import { createServer, type Server, type ServerResponse } from 'node:http'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = (path: string) => HttpAnswer

/** A server of HTTP that is still to listen. */
export function httpServer(answer: Answer): Server {
  return createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    send(response, answer(path))
  })
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
