import {
  contextOf,
  ExponentialBackoff,
  type HttpsTransport,
  loadKubeconfig,
  transportFromKubeconfig,
} from '@knarr/client'
import { type Clock, isJsonObject, type KubeObject, type Random, StatusError, sleep } from '@knarr/machinery'
import { dialErrorText } from '../proxy/dial-error.ts'

export interface ReviewClientParts {
  readonly clock: Clock
  readonly random: Random
}

export interface ReviewClientOptions {
  /** A kubeconfig: whom to ask, and as whom. */
  readonly configFile: string
  readonly timeoutMs?: number
  /** Before a question is asked for the second time; half a second unless given. */
  readonly retryMs?: number
}

type Timing = Readonly<Record<'timeoutMs' | 'retryMs', number>>

const userAgent = 'kube-apiserver'
const usualTimeoutMs = 30_000
const usualRetryMs = 500
const steps = 5

/** Asks a server outside by reviews: sends one, and has it back with a status. */
export class ReviewClient {
  readonly #transport: HttpsTransport
  readonly #url: URL
  readonly #timing: Timing
  readonly #parts: ReviewClientParts

  private constructor(transport: HttpsTransport, url: URL, timing: Timing, parts: ReviewClientParts) {
    this.#transport = transport
    this.#url = url
    this.#timing = timing
    this.#parts = parts
  }

  /** @throws Error where the file is no kubeconfig, or names files that are not there */
  static async open(
    { configFile, timeoutMs = usualTimeoutMs, retryMs = usualRetryMs }: ReviewClientOptions,
    parts: ReviewClientParts,
  ): Promise<ReviewClient> {
    const config = await loadKubeconfig(configFile)
    const { server } = contextOf(config).cluster
    const transport = await transportFromKubeconfig(config, { clock: parts.clock, userAgent })
    const url = new URL(server)
    url.search = `timeout=${timeoutMs / 1000}s`
    return new ReviewClient(transport, url, { timeoutMs, retryMs }, parts)
  }

  /** The status of the answer; what may go better the next time is tried again. @throws Error in Go's words */
  async ask<T extends object>(review: Pick<KubeObject, 'apiVersion' | 'kind'>): Promise<Partial<T>> {
    const delays = { initialMs: this.#timing.retryMs, factor: 1.5, jitterFactor: 0.2, maxMs: 10_000 }
    const backoff = new ExponentialBackoff(delays, this.#parts)
    for (let step = 1; ; step++) {
      try {
        return await this.#post<T>(review)
      } catch (error) {
        if (step >= steps || !isTransient(error)) throw this.#told(error)
        await sleep(this.#parts.clock, backoff.next())
      }
    }
  }

  close(): void {
    this.#transport.close()
  }

  async #post<T extends object>(body: Pick<KubeObject, 'apiVersion' | 'kind'>): Promise<Partial<T>> {
    const deadline = new AbortController()
    const timer = this.#parts.clock.after(this.#timing.timeoutMs, () =>
      deadline.abort(new Error('context deadline exceeded')),
    )
    try {
      const path = `${this.#url.pathname}${this.#url.search}`
      const request = { method: 'POST', path, body, signal: deadline.signal } as const
      return statusOf<T>(await this.#transport.request<unknown>(request), body)
    } finally {
      timer.cancel()
    }
  }

  /** A server that cannot be reached in Go's words. */
  #told(error: unknown): Error {
    if (error instanceof ReviewAnswerError || (error instanceof StatusError && !error.cause)) return error
    const cause = error instanceof StatusError ? error.cause : error
    return new Error(`Post ${JSON.stringify(this.#url.href)}: ${dialErrorText(cause)}`, { cause: error })
  }
}

/** What was answered is no review. */
class ReviewAnswerError extends Error {}

/** An answer that does not say what it is is taken for the review. @throws ReviewAnswerError in Go's words */
function statusOf<T extends object>(
  answer: unknown,
  asked: Pick<KubeObject, 'apiVersion' | 'kind'>,
): Partial<T> {
  if (answer === undefined)
    throw new ReviewAnswerError('0-length response with status code: 200 and content type: application/json')
  if (!isJsonObject(answer)) throw new ReviewAnswerError("couldn't get version/kind; json parse error")
  const { kind = asked.kind, apiVersion = asked.apiVersion, status } = answer
  if (kind !== asked.kind || apiVersion !== asked.apiVersion) {
    const [is, wanted] = [{ kind, apiVersion }, asked].map(goTypeName)
    throw new ReviewAnswerError(`converting (${is}) to (${wanted}): unknown conversion`)
  }
  return isJsonObject(status) ? (status as Partial<T>) : {}
}

/** `v1.TokenReview` */
function goTypeName({
  kind,
  apiVersion,
}: {
  readonly kind?: unknown
  readonly apiVersion?: unknown
}): string {
  return `${String(apiVersion).split('/').at(-1)}.${String(kind)}`
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET') return true
  const { details } = error.status
  return (
    details?.retryAfterSeconds !== undefined ||
    ['InternalError', 'Timeout', 'TooManyRequests'].some((reason) => error.reason === reason)
  )
}
