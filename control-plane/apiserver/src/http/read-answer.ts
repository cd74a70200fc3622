import type { IncomingMessage } from 'node:http'
import type { Clock } from '@knarr/machinery'
import { dialErrorText } from '../proxy/dial-error.ts'

/** The body of another server's answer. @throws Error where it is longer than `mostBytes` */
export async function readAnswer(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new Error(`the answer is longer than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Asks a server within a time. @throws Error in Go's words: `Get "https://…": why` */
export async function getWithin<T>(
  { url, clock, withinMs }: { readonly url: string; readonly clock: Clock; readonly withinMs: number },
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const timer = clock.after(withinMs, () => deadline.abort())
  try {
    return await ask(deadline.signal)
  } catch (cause) {
    const why = deadline.signal.aborted ? 'context deadline exceeded' : dialErrorText(cause)
    throw new Error(`Get ${JSON.stringify(url)}: ${why}`, { cause })
  } finally {
    timer.cancel()
  }
}
