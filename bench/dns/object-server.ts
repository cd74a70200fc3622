import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClusterSize } from './cluster.ts'
import { listsOf } from './cluster.ts'

/**
 * Answers list and watch for what cluster DNS reads, from memory and over plain HTTP: the same cluster for every
 * server, without the time an API server takes to make tens of thousands of objects. Nothing ever changes in it.
 */
export class ObjectServer implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(size: ClusterSize): Promise<ObjectServer> {
    const lists = listsOf(size)
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
      const list = lists.get(pathname)
      if (!list) answer(response, 404, status(404, 'NotFound'))
      else if (searchParams.has('sendInitialEvents')) answer(response, 422, status(422, 'Invalid'))
      else if (searchParams.has('watch')) response.writeHead(200, json).flushHeaders()
      else answer(response, 200, list)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new ObjectServer(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

const json = { 'content-type': 'application/json' }

function answer(response: ServerResponse, code: number, body: string): void {
  response.writeHead(code, json).end(body)
}

function status(code: number, reason: string): string {
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    message: reason,
  })
}
