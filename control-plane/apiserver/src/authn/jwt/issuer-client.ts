import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Clock } from '@knarr/machinery'
import { getWithin, readAnswer } from '../../http/read-answer.ts'

const timeoutMs = 30_000
const maxAnswerBytes = 10 * 1024 * 1024

export interface HttpAnswer {
  readonly code: number
  /** `404 Not Found` */
  readonly status: string
  readonly text: string
}

/** Asks an issuer, trusting its authority and no other, or the machine's where none is given. */
export class IssuerClient {
  readonly #clock: Clock
  readonly #ca: string | undefined

  constructor(clock: Clock, ca: string | undefined) {
    this.#clock = clock
    this.#ca = ca
  }

  /** @throws Error in Go's words: `Get "https://…": why` */
  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    return getWithin({ url, clock: this.#clock, withinMs: timeoutMs }, async (signal) => {
      const response = await this.#responseOf(url, headers, signal)
      const { statusCode: code = 0, statusMessage = '' } = response
      const text = (await readAnswer(response, maxAnswerBytes)).toString()
      return { code, status: `${code} ${statusMessage}`, text }
    })
  }

  #responseOf(
    url: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const ca = this.#ca ? { ca: this.#ca } : {}
      const sent = request(url, { headers, signal, agent: false, ...ca }, resolve)
      sent.on('error', reject)
      sent.end()
    })
  }
}
