import type { EventStream } from '../watch/watch-stream.ts'
import type { Answer } from './answer.ts'
import type { ServerRequest } from './server-request.ts'

export interface AnswerFollower {
  done(): void
  /** How many events a reader has taken. */
  events?(count: number): void
}

/**
 * Calls `done` once: at the end of what the answer streams, or at once where all of it is here. What is
 * returned takes the answer's place.
 */
export function followAnswer(answer: Answer, { upgrade }: ServerRequest, follower: AnswerFollower): Answer {
  const { done } = follower
  if (answer.kind === 'watch') return { ...answer, stream: followedStream(answer.stream, follower) }
  if (answer.kind === 'bytes' && typeof answer.body !== 'string' && !(answer.body instanceof Uint8Array)) {
    return { ...answer, body: followedBody(answer.body, done) }
  }
  if (answer.kind === 'upgraded' && upgrade && !upgrade.socket.destroyed) upgrade.socket.once('close', done)
  else done()
  return answer
}

function followedStream(stream: EventStream, { done, events: count }: AnswerFollower): EventStream {
  const end = once(done)
  return {
    async next() {
      const events = await stream.next()
      if (events) count?.(events.length)
      else end()
      return events
    },
    close() {
      stream.close()
      end()
    },
  }
}

/** Not a generator: one that is left before it began would never get to its end. */
function followedBody(body: AsyncIterable<Uint8Array>, done: () => void): AsyncIterable<Uint8Array> {
  const end = once(done)
  const chunks = body[Symbol.asyncIterator]()
  const iterator: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        const result = await chunks.next()
        if (result.done) end()
        return result
      } catch (error) {
        end()
        throw error
      }
    },
    async return() {
      end()
      await chunks.return?.()
      return { done: true, value: undefined }
    },
  }
  return iterator
}

function once(task: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    task()
  }
}
