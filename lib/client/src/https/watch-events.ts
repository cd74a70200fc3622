import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { deepFreeze } from '@knarr/machinery'
import type { WatchEvent } from '../transport.ts'

const newline = 0x0a

/**
 * Events from a stream of one JSON document a line; each chunk's whole lines make a batch. Ends when the
 * stream ends, however it does: what was missed is for the next watch to say.
 */
export async function* watchEvents<T>(
  body: Readable,
  signal?: AbortSignal,
): AsyncGenerator<readonly WatchEvent<T>[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    for await (const chunk of body) {
      const bytes = chunk as Buffer
      rest += decoder.write(bytes)
      if (!bytes.includes(newline)) continue
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      const events = lines.filter((line) => line !== '').map((line) => deepFreeze(JSON.parse(line)))
      if (events.length > 0) yield events as WatchEvent<T>[]
    }
  } catch (error) {
    if (!signal?.aborted && error instanceof SyntaxError) throw error
  } finally {
    body.destroy()
  }
}
