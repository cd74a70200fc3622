import { once } from 'node:events'
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { accessOf } from './kubeconfig.ts'

export interface Answer {
  readonly status: number
  /** Undefined for calls that discard it. */
  readonly body: string | undefined
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  /** Counts the answer's bytes instead of keeping them. */
  readonly discard?: boolean
}

/** The API over HTTP/2 with the client certificate of a kubeconfig, over one or more connections. */
export class ApiConnection {
  readonly #sessions: readonly ClientHttp2Session[]
  #next = 0

  private constructor(sessions: readonly ClientHttp2Session[]) {
    this.#sessions = sessions
  }

  static async open(kubeconfig: string, connections = 1): Promise<ApiConnection> {
    const { server, tls } = accessOf(kubeconfig)
    const sessions = Array.from({ length: connections }, () => connect(server, tls))
    await Promise.all(sessions.map((session) => session.connecting && once(session, 'connect')))
    for (const session of sessions) session.setLocalWindowSize(16 * 2 ** 20)
    return new ApiConnection(sessions)
  }

  call({ method, path, body, contentType = 'application/json', discard = false }: Call): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const stream = this.#request({ ':method': method, ':path': path, 'content-type': contentType })
    const chunks: Buffer[] = []
    let status = 0
    stream.on('response', (headers) => {
      status = Number(headers[constants.HTTP2_HEADER_STATUS])
    })
    stream.on('data', (chunk: Buffer) => {
      if (!discard) chunks.push(chunk)
    })
    stream.on('end', () => resolve({ status, body: discard ? undefined : Buffer.concat(chunks).toString() }))
    stream.on('error', reject)
    // After an end this changes nothing.
    stream.on('close', () => reject(new Error(`${method} ${path}: closed without an answer`)))
    stream.end(body)
    return promise
  }

  /** @throws when the answer is not a success */
  async succeed(call: Call): Promise<Answer> {
    const answer = await this.call(call)
    if (answer.status >= 300)
      throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.body?.slice(0, 300)}`)
    return answer
  }

  /** Calls with each line of a watch as it arrives; the stream is closed by the caller. */
  watch(path: string, onLine: (line: string) => void): ClientHttp2Stream {
    const stream = this.#request({ ':method': 'GET', ':path': path })
    let rest = ''
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
    stream.on('error', () => {})
    return stream.end()
  }

  close(): void {
    for (const session of this.#sessions) session.destroy()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #request(headers: Record<string, string>): ClientHttp2Stream {
    const session = this.#sessions[this.#next++ % this.#sessions.length] as ClientHttp2Session
    return session.request({ accept: 'application/json', ...headers }, { endStream: false })
  }
}

/** Makes a namespace, once pods can be made in it. */
export async function makeNamespace(api: ApiConnection, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await api.succeed({ method: 'POST', path: '/api/v1/namespaces', body })
  const account: Call = { method: 'GET', path: `/api/v1/namespaces/${name}/serviceaccounts/default` }
  for (let tries = 0; (await api.call(account)).status !== 200; tries++) {
    if (tries > 200) throw new Error(`namespace ${name} got no default service account`)
    await sleep(20)
  }
}
