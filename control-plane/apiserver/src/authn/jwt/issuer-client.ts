import { request } from 'node:https'
import type { Clock } from '@knarr/machinery'
import { dialErrorText } from '../../proxy/dial-error.ts'

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
  async get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const deadline = new AbortController()
    const timer = this.#clock.after(timeoutMs, () => deadline.abort())
    try {
      return await this.#answer(url, headers, deadline.signal)
    } catch (cause) {
      const why = deadline.signal.aborted ? 'context deadline exceeded' : dialErrorText(cause)
      throw new Error(`Get ${JSON.stringify(url)}: ${why}`, { cause })
    } finally {
      timer.cancel()
    }
  }

  #answer(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(url, { headers, signal, agent: false, ...(this.#ca ? { ca: this.#ca } : {}) })
      sent.on('error', reject)
      sent.on('response', async (response) => {
        try {
          const chunks: Uint8Array[] = []
          let length = 0
          for await (const chunk of response as AsyncIterable<Uint8Array>) {
            length += chunk.length
            if (length > maxAnswerBytes) throw new Error(`the answer is longer than ${maxAnswerBytes} bytes`)
            chunks.push(chunk)
          }
          const { statusCode: code = 0, statusMessage = '' } = response
          resolve({ code, status: `${code} ${statusMessage}`, text: Buffer.concat(chunks).toString() })
        } catch (error) {
          reject(error as Error)
        }
      })
      sent.end()
    })
  }
}
