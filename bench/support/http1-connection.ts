import { Agent, request } from 'node:https'
import type { Answer, Call } from './api-connection.ts'
import { accessOf } from './kubeconfig.ts'

/** The API over HTTP/1.1 connections that are kept open, one for each call in flight. */
export class Http1Connection {
  readonly #server: string
  readonly #agent: Agent

  constructor(kubeconfig: string) {
    const { server, tls } = accessOf(kubeconfig)
    this.#server = server
    this.#agent = new Agent({ ...tls, keepAlive: true })
  }

  /** @throws when the answer is not a success */
  succeed({ method, path, body, contentType = 'application/json', discard = false }: Call): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const headers = {
      accept: 'application/json',
      'content-type': contentType,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    }
    const sent = request(`${this.#server}${path}`, { method, headers, agent: this.#agent }, (response) => {
      const chunks: Buffer[] = []
      const status = response.statusCode ?? 0
      response.on('data', (chunk: Buffer) => {
        if (!discard) chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () => {
        const text = discard ? undefined : Buffer.concat(chunks).toString()
        if (status < 300) resolve({ status, body: text })
        else reject(new Error(`${method} ${path}: ${status} ${text?.slice(0, 300)}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
    return promise
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
