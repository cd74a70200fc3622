import { connect, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { Clock, Timer } from '@knarr/machinery'
import { framed, MessageSplitter } from '../../server/message-splitter.ts'

/** Where and how a server is asked. */
export interface UpstreamAddress {
  readonly host: string
  readonly port: number
  readonly tlsServerName?: string
  /** Whom to trust and who to be, where not the system's authorities and nobody. */
  readonly secureContext?: SecureContext
  readonly isTls: boolean
}

export interface Outcome {
  message(bytes: Buffer): void
  fail(error: Error): void
}

export interface KeepOptions {
  readonly clock: Clock
  /** How long a connection is kept that nobody uses. */
  readonly expireMs: number
  /** The most of them; 0 for any number. */
  readonly maxIdle: number
  /** Told of each query, whether a connection was there for it. */
  readonly onTake?: (wasKept: boolean) => void
}

interface Idle {
  readonly socket: Socket
  readonly timer: Timer
}

/** Connections to one server over TCP or TLS, kept for the next query after an answer. */
export class StreamConnections {
  readonly #address: UpstreamAddress
  readonly #options: KeepOptions
  readonly #idle: Idle[] = []

  constructor(address: UpstreamAddress, options: KeepOptions) {
    this.#address = address
    this.#options = options
  }

  /** Sends a message; the function returned ends the exchange, keeping the connection if its answer came. */
  ask(bytes: Buffer, outcome: Outcome): () => void {
    let end: (() => void) | undefined
    const kept = this.#take()
    this.#options.onTake?.(kept !== undefined)
    if (!kept) return this.#exchange(this.#open(), bytes, outcome)
    // The server may have closed it just now, of which nobody can know: that is no failure of the server.
    const again = (): void => {
      end = this.#exchange(this.#open(), bytes, outcome)
    }
    end = this.#exchange(kept, bytes, { message: outcome.message, fail: again })
    return () => end?.()
  }

  close(): void {
    for (const { socket, timer } of this.#idle.splice(0)) {
      timer.cancel()
      socket.destroy()
    }
  }

  #exchange(socket: Socket, bytes: Buffer, { message, fail }: Outcome): () => void {
    const splitter = new MessageSplitter()
    let isAnswered = false
    const failed = (error: Error): void => {
      detach()
      socket.destroy()
      fail(error)
    }
    const closed = (): void => failed(new Error(`connection to ${this.#address.host} closed`))
    const received = (chunk: Buffer): void => {
      for (const whole of splitter.push(chunk)) {
        isAnswered = true
        message(whole)
      }
    }
    const detach = (): void => {
      socket.off('error', failed).off('close', closed).off('data', received)
    }
    socket.on('error', failed).on('close', closed).on('data', received)
    socket.write(framed(bytes))
    return () => {
      detach()
      if (isAnswered) this.#keep(socket)
      else socket.destroy()
    }
  }

  #open(): Socket {
    const { host, port, isTls, tlsServerName, secureContext } = this.#address
    const socket: Socket = isTls
      ? connectTls({ host, port, servername: tlsServerName, secureContext })
      : connect({ host, port })
    // Whoever uses the connection hears of errors too; an idle one just goes.
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    return socket
  }

  #take(): Socket | undefined {
    const kept = this.#idle.pop()
    kept?.timer.cancel()
    return kept?.socket
  }

  #keep(socket: Socket): void {
    const { clock, expireMs, maxIdle } = this.#options
    if (socket.destroyed || expireMs === 0 || (maxIdle > 0 && this.#idle.length >= maxIdle)) {
      socket.destroy()
      return
    }
    const drop = (): void => {
      const at = this.#idle.indexOf(idle)
      if (at >= 0) this.#idle.splice(at, 1)
      idle.timer.cancel()
      socket.destroy()
    }
    const idle = { socket, timer: clock.after(expireMs, drop) }
    socket.once('close', drop)
    this.#idle.push(idle)
  }
}
