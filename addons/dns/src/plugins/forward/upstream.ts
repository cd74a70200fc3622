import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Clock, Random } from '@knarr/machinery'
import { decodeMessage } from '../../message/decode-message.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import type { Message } from '../../message/message.ts'
import {
  type KeepOptions,
  type Outcome,
  StreamConnections,
  type UpstreamAddress,
} from './stream-connections.ts'

export interface UpstreamOptions extends Partial<Omit<KeepOptions, 'clock'>> {
  readonly clock: Clock
  readonly random: Random
  readonly timeoutMs: number
}

/** Asks one server: over UDP by default, again over TCP when the answer was cut, or over TLS. */
export class Upstream {
  readonly address: UpstreamAddress
  readonly #options: UpstreamOptions
  readonly #connections: StreamConnections
  failures = 0

  constructor(address: UpstreamAddress, options: UpstreamOptions) {
    this.address = address
    this.#options = options
    this.#connections = new StreamConnections(address, { expireMs: 0, maxIdle: 0, ...options })
  }

  /** Lets go of the connections that are kept. */
  close(): void {
    this.#connections.close()
  }

  get name(): string {
    const { host, port } = this.address
    return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
  }

  /** Rejects when no answer comes in time. */
  async ask(request: Message, protocol: 'udp' | 'tcp', signal: AbortSignal): Promise<Message> {
    const id = Math.floor(this.#options.random.next() * 0x10000)
    const bytes = encodeMessage({ ...request, id })
    if (this.address.isTls || protocol === 'tcp')
      return this.#exchange((done) => this.#connections.ask(bytes, done), id, signal)
    const reply = await this.#exchange((done) => this.#datagram(bytes, done), id, signal)
    return reply.truncated ? this.#exchange((done) => this.#connections.ask(bytes, done), id, signal) : reply
  }

  #exchange(send: (outcome: Outcome) => () => void, id: number, signal: AbortSignal): Promise<Message> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        timer.cancel()
        signal.removeEventListener('abort', aborted)
        close()
        settle()
      }
      const fail = (error: Error): void => finish(() => reject(error))
      const aborted = (): void => fail(signal.reason as Error)
      const timer = this.#options.clock.after(this.#options.timeoutMs, () =>
        fail(new Error(`read udp ${this.name}: i/o timeout`)),
      )
      const close = send({
        message: (bytes) => {
          const message = decoded(bytes)
          if (message?.isResponse && message.id === id) finish(() => resolve(message))
        },
        fail,
      })
      signal.addEventListener('abort', aborted)
    })
  }

  #datagram(bytes: Buffer, { message, fail }: Outcome): () => void {
    const { host, port } = this.address
    const socket: UdpSocket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    socket.on('error', fail)
    socket.on('message', message)
    // A connected socket hears from nobody else, and of a closed port.
    socket.connect(port, host, () => socket.send(bytes))
    return () => closeDatagram(socket)
  }
}

function decoded(bytes: Buffer): Message | undefined {
  try {
    return decodeMessage(bytes)
  } catch {
    return undefined
  }
}

function closeDatagram(socket: UdpSocket): void {
  try {
    socket.close()
  } catch {
    // It was closed by its own error.
  }
}
