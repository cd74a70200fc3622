import { type Clock, sleep } from '@knarr/machinery'
import { GrpcClient, GrpcError, grpcCode } from '@knarr/rpc'
import {
  etcdCodec,
  type RangeRequest,
  type RangeResponse,
  type TxnRequest,
  type TxnResponse,
  type WatchCreateRequest,
  type WatchResponse,
} from './etcd-messages.ts'
import type { EtcdTarget } from './etcd-target.ts'

/** etcd could not be asked, or did not answer; whether a write took place is then unknown. */
export class EtcdUnavailable extends Error {
  constructor(endpoints: readonly string[], cause: unknown) {
    super(`etcd at ${endpoints.join(', ')} is not available: ${(cause as Error).message}`, { cause })
    this.name = 'EtcdUnavailable'
  }
}

interface Call {
  readonly path: string
  readonly request: string
  readonly response: string
  /** May be made again although it might have been carried out. */
  readonly isRead: boolean
}

const calls = {
  range: { path: 'KV/Range', request: 'RangeRequest', response: 'RangeResponse', isRead: true },
  txn: { path: 'KV/Txn', request: 'TxnRequest', response: 'TxnResponse', isRead: false },
  compact: {
    path: 'KV/Compact',
    request: 'CompactionRequest',
    response: 'CompactionResponse',
    isRead: false,
  },
  grantLease: {
    path: 'Lease/LeaseGrant',
    request: 'LeaseGrantRequest',
    response: 'LeaseGrantResponse',
    isRead: false,
  },
  authenticate: {
    path: 'Auth/Authenticate',
    request: 'AuthenticateRequest',
    response: 'AuthenticateResponse',
    isRead: true,
  },
} satisfies Record<string, Call>

const callTimeoutMs = 10_000
const patienceMs = 10_000
const pauseMs = 50
const pingPeriodMs = 5_000

/** etcd's v3 API over gRPC: one connection, to the first of several endpoints that answers. */
export class EtcdClient {
  readonly #target: EtcdTarget
  readonly #clock: Clock
  #connection: GrpcClient
  #endpoint = 0
  #token: Promise<string> | undefined
  #isClosed = false

  constructor(target: EtcdTarget, clock: Clock) {
    this.#target = target
    this.#clock = clock
    this.#connection = this.#connect()
  }

  range(request: RangeRequest): Promise<RangeResponse> {
    return this.#unary(calls.range, request)
  }

  txn(request: TxnRequest): Promise<TxnResponse> {
    return this.#unary(calls.txn, request)
  }

  async compact(revision: number): Promise<void> {
    await this.#unary(calls.compact, { revision })
  }

  /** `id` is the caller's choice; its keys are deleted when the time is over. */
  async grantLease(id: number, ttlSeconds: number): Promise<void> {
    await this.#unary(calls.grantLease, { ID: id, TTL: ttlSeconds })
  }

  /** Calls `onResponse` until the signal aborts (then resolves), or the stream is lost (then rejects). */
  async watch(
    request: WatchCreateRequest,
    onResponse: (response: WatchResponse) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const metadata = { ...(await this.#credentials()), hasleader: 'true' }
    if (signal.aborted) return
    const connection = this.#connection
    const alive = this.#keepAlive(connection)
    try {
      await new Promise<void>((resolve, reject) => {
        const onEnd = (error?: GrpcError): void => (error && !signal.aborted ? reject(error) : resolve())
        const onMessage = (bytes: Uint8Array): void => onResponse(etcdCodec.decode('WatchResponse', bytes))
        const stream = connection.stream('/etcdserverpb.Watch/Watch', { onMessage, onEnd }, { metadata })
        signal.addEventListener('abort', () => stream.cancel(), { once: true })
        stream.send(etcdCodec.encode('WatchRequest', { create: request }))
      })
    } catch (error) {
      this.#recover(error as GrpcError, connection)
      throw error
    } finally {
      alive.cancel()
    }
  }

  close(): void {
    this.#isClosed = true
    this.#connection.close()
  }

  /** A peer that no longer answers is given up, and with it whatever waits for it. */
  #keepAlive(connection: GrpcClient): { cancel(): void } {
    let isAnswered = true
    const beat = (): void => {
      if (!isAnswered) {
        connection.close()
        return
      }
      isAnswered = false
      connection.ping().then(
        () => {
          isAnswered = true
        },
        () => {},
      )
      timer = this.#clock.after(pingPeriodMs, beat)
    }
    let timer = this.#clock.after(pingPeriodMs, beat)
    return { cancel: () => timer.cancel() }
  }

  async #unary<T>(call: Call, message: object): Promise<T> {
    const until = this.#clock.now() + patienceMs
    for (let attempt = 1; ; attempt++) {
      const connection = this.#connection
      try {
        return await this.#attempt(connection, call, message)
      } catch (error) {
        this.#judge(error, call, { connection, isOver: this.#clock.now() >= until })
        await sleep(this.#clock, attempt < this.#target.endpoints.length ? 0 : pauseMs)
      }
    }
  }

  /** Throws unless another attempt makes sense. */
  #judge(
    error: unknown,
    call: Call,
    { connection, isOver }: { connection: GrpcClient; isOver: boolean },
  ): void {
    const isWorthIt = error instanceof GrpcError && !this.#isClosed && this.#recover(error, connection)
    if (!isWorthIt) throw error
    if (isOver || !isSafe(call, error)) throw new EtcdUnavailable(this.#target.endpoints, error)
  }

  async #attempt<T>(connection: GrpcClient, call: Call, message: object): Promise<T> {
    const metadata = call === calls.authenticate ? {} : await this.#credentials()
    const expiry = new AbortController()
    const timer = this.#clock.after(callTimeoutMs, () => expiry.abort())
    try {
      const reply = await connection.unary(
        `/etcdserverpb.${call.path}`,
        etcdCodec.encode(call.request, message),
        { metadata, timeoutMs: callTimeoutMs, signal: expiry.signal },
      )
      return etcdCodec.decode(call.response, reply)
    } finally {
      timer.cancel()
    }
  }

  /** Puts right what can be before another attempt: says whether one makes sense. */
  #recover(error: GrpcError, connection: GrpcClient): boolean {
    if (isStaleToken(error) && this.#target.username) {
      this.#token = undefined
      return true
    }
    if (error.code !== grpcCode.unavailable && error.code !== grpcCode.deadlineExceeded) return false
    if (this.#connection !== connection || this.#isClosed) return true
    connection.close()
    this.#endpoint = (this.#endpoint + 1) % this.#target.endpoints.length
    this.#connection = this.#connect()
    return true
  }

  #connect(): GrpcClient {
    const { endpoints, tls } = this.#target
    return new GrpcClient({ url: endpoints[this.#endpoint] ?? '', ...(tls ? { tls } : {}) })
  }

  async #credentials(): Promise<Record<string, string>> {
    const { username: name, password = '' } = this.#target
    if (!name) return {}
    this.#token ??= this.#unary<{ token: string }>(calls.authenticate, { name, password }).then(
      ({ token }) => token,
    )
    try {
      return { token: await this.#token }
    } catch (error) {
      this.#token = undefined
      throw error
    }
  }
}

function isStaleToken({ code, message }: GrpcError): boolean {
  return code === grpcCode.unauthenticated || /revision of auth store is old/.test(message)
}

function isSafe({ isRead }: Call, error: GrpcError): boolean {
  return isRead || error.isUnsent || isStaleToken(error)
}
