import { once } from 'node:events'
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import type { KeyPair } from '../certificates/certificate-authority.ts'
import { type ClusterCertificates, ensureCertificates } from '../certificates/ensure-certificates.ts'
import { startTestServer, type TestServer } from './test-server.ts'

export interface HttpAnswer {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly json: any
}

export interface HttpQuestion {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A test server that also listens, and HTTP/2 connections to it. */
export interface ListeningServer extends AsyncDisposable {
  readonly test: TestServer
  readonly port: number
  readonly certificates: ClusterCertificates
  /** As the administrator unless a client is given; without certificate for `null`. */
  connect(client?: KeyPair | null): ClientHttp2Session
  ask(question: HttpQuestion): Promise<HttpAnswer>
}

export async function startListeningServer(
  options: Parameters<typeof startTestServer>[0] = {},
): Promise<ListeningServer> {
  const test = await startTestServer(options)
  const certificates = await ensureCertificates(undefined, {
    clock: { ...test.clock, now: () => Date.now() } as never,
  })
  const tls = { ...certificates.serving, ca: certificates.authority.cert }
  const { port } = await test.server.listen({ host: '127.0.0.1', port: 0, tls })
  const sessions: ClientHttp2Session[] = []
  const open = (client: KeyPair | null = certificates.admin): ClientHttp2Session => {
    const session = connect(`https://localhost:${port}`, { ca: certificates.authority.cert, ...client })
    session.on('error', () => {})
    sessions.push(session)
    return session
  }
  let session: ClientHttp2Session | undefined
  return {
    ...{ test, port, certificates },
    connect: open,
    ask(question) {
      session ??= open()
      return askOver(session, question)
    },
    async [Symbol.asyncDispose]() {
      for (const opened of sessions) opened.destroy()
      await test[Symbol.asyncDispose]()
    },
  }
}

export async function askOver(session: ClientHttp2Session, question: HttpQuestion): Promise<HttpAnswer> {
  const { method = 'GET', path, headers = {}, body } = question
  const stream = session.request({ ':method': method, ':path': path, ...headers })
  stream.end(body)
  const [answered] = (await once(stream, 'response')) as [IncomingHttpHeaders]
  const bytes = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>))
  const text = bytes.toString()
  return {
    code: Number(answered[':status']),
    headers: answered,
    body: bytes,
    text,
    get json() {
      return JSON.parse(text)
    },
  }
}
