import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { MessageCodec } from '@knarr/rpc'

/** `k8s.io/kms/apis/v2/api.proto`, as a plugin has it. */
const messages = new MessageCodec({
  StatusRequest: {},
  StatusResponse: { version: [1, 'string'], healthz: [2, 'string'], key_id: [3, 'string'] },
  EncryptRequest: { plaintext: [1, 'bytes'], uid: [2, 'string'] },
  EncryptResponse: { ciphertext: [1, 'bytes'], key_id: [2, 'string'], annotations: [3, 'bytesMap'] },
  DecryptRequest: {
    ciphertext: [1, 'bytes'],
    uid: [2, 'string'],
    key_id: [3, 'string'],
    annotations: [4, 'bytesMap'],
  },
  DecryptResponse: { plaintext: [1, 'bytes'] },
})

export interface KmsRequest {
  readonly uid: string
  readonly plaintext: Uint8Array
  readonly ciphertext: Uint8Array
  readonly key_id: string
  readonly annotations: Readonly<Record<string, Uint8Array>>
}

/** An answer's fields, bytes in place of a message, or headers in place of any answer; undefined: none ever comes. */
type KmsAnswer = object | Uint8Array | { headers: Record<string, string> } | undefined
type Method = 'Status' | 'Encrypt' | 'Decrypt'

/** A KMS plugin on a unix socket: it encrypts with the newest of its keys and decrypts with all it ever had. */
export class KmsPlugin implements AsyncDisposable {
  readonly socket: string
  /** What was asked, in order. */
  readonly calls: Method[] = []
  /** What is added to an answer, or given instead. */
  readonly answers: Partial<Record<Method, (request: KmsRequest) => KmsAnswer>> = {}
  readonly #keys: Buffer[] = [randomBytes(32)]
  readonly #sessions = new Set<ServerHttp2Session>()
  #server: Http2Server | undefined

  constructor(socket: string) {
    this.socket = socket
  }

  static async start(socket: string): Promise<KmsPlugin> {
    const plugin = new KmsPlugin(socket)
    await plugin.start()
    return plugin
  }

  get keyId(): string {
    return `key-${this.#keys.length}`
  }

  rotate(): void {
    this.#keys.push(randomBytes(32))
  }

  count(method: Method): number {
    return this.calls.filter((call) => call === method).length
  }

  async start(): Promise<void> {
    const server = createServer()
    server.on('session', (session) => {
      this.#sessions.add(session)
      session.on('close', () => this.#sessions.delete(session))
    })
    server.on('stream', (stream, headers) => this.#serve(stream, `${headers[':path']}`))
    server.listen(this.socket)
    await once(server, 'listening')
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    server.close()
    for (const session of this.#sessions) session.destroy()
    await once(server, 'close')
    rmSync(this.socket, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #serve(stream: ServerHttp2Stream, path: string): void {
    const chunks: Buffer[] = []
    stream.on('error', () => {})
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => this.#answer(stream, path, Buffer.concat(chunks)))
  }

  #answer(stream: ServerHttp2Stream, path: string, framed: Buffer): void {
    const [, method] = /^\/v2\.KeyManagementService\/(Status|Encrypt|Decrypt)$/.exec(path) ?? []
    if (!method) {
      stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true })
      return
    }
    this.calls.push(method as Method)
    const request = messages.decode<KmsRequest>(`${method}Request`, framed.subarray(5))
    const answer = this.#answerTo(method as Method, request)
    if (answer) respond(stream, method, answer)
  }

  #answerTo(method: Method, request: KmsRequest): KmsAnswer {
    const own = this.answers[method]
    const answer = own ? own(request) : {}
    if (!answer || answer instanceof Uint8Array || 'headers' in answer) return answer
    return { ...this.#usual(method, request), ...answer }
  }

  #usual(method: Method, request: KmsRequest): object {
    if (method === 'Status') return { version: 'v2', healthz: 'ok', key_id: this.keyId }
    if (method === 'Decrypt') return this.#decrypt(request)
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#keys.at(-1) as Buffer, nonce)
    const sealed = Buffer.concat([cipher.update(request.plaintext), cipher.final(), cipher.getAuthTag()])
    return { ciphertext: sealed, key_id: this.keyId, annotations: { 'nonce.kms.example.com': nonce } }
  }

  #decrypt({ ciphertext, key_id, annotations }: KmsRequest): object {
    const key = this.#keys[Number(key_id.replace('key-', '')) - 1]
    const nonce = annotations['nonce.kms.example.com']
    if (!key || !nonce) return { headers: { 'grpc-status': '5', 'grpc-message': 'no%20such%20key' } }
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAuthTag(ciphertext.subarray(-16))
    return { plaintext: Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]) }
  }
}

function respond(stream: ServerHttp2Stream, method: string, answer: object): void {
  const head = { ':status': 200, 'content-type': 'application/grpc' }
  if ('headers' in answer) {
    stream.respond({ ...head, ...(answer.headers as object) }, { endStream: true })
    return
  }
  const bytes = answer instanceof Uint8Array ? answer : messages.encode(`${method}Response`, answer)
  const frame = Buffer.alloc(5)
  frame.writeUInt32BE(bytes.length, 1)
  stream.respond(head, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  stream.end(Buffer.concat([frame, bytes]))
}
