import { acceptWebSocket, isWebSocket, type Upgrade } from '@knarr/rpc'
import type { WebSocket } from 'ws'
import { WatchFramer } from '../codec/watch-frames.ts'
import type { Answer, BytesAnswer, WatchAnswer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { AnswerWriterOptions } from './answer-writer.ts'

const base64Protocol = 'base64.binary.k8s.io'
const socketProtocols = ['binary.k8s.io', base64Protocol]
/** What may wait in a socket before the next message has to. */
const highWaterBytes = 1 << 20

type SocketAnswer = WatchAnswer | (BytesAnswer & { readonly body: AsyncIterable<Uint8Array> })

/** The answer to a WebSocket that can be sent as messages: a watch, or a stream of bytes such as a log. */
export function socketAnswer(answer: Answer, { upgrade, query }: ServerRequest): SocketAnswer | undefined {
  if (!upgrade || !isWebSocket({ ...upgrade, query })) return undefined
  if (answer.kind === 'watch') return answer
  if (answer.kind !== 'bytes' || typeof answer.body === 'string' || answer.body instanceof Uint8Array)
    return undefined
  return { ...answer, body: answer.body }
}

/** Sends an answer message by message: an event each, or a piece of a log each. */
export async function writeToSocket(
  answer: SocketAnswer,
  upgrade: Upgrade,
  options: AnswerWriterOptions,
): Promise<void> {
  if (answer.kind === 'watch')
    return writeWatch(answer, await acceptWebSocket(upgrade, socketProtocols), options)
  const socket = await acceptWebSocket(upgrade, socketProtocols)
  const asText = socket.protocol === base64Protocol
  // Upstream greets with an empty message: clients wait for it.
  await send(socket, asText ? '' : new Uint8Array())
  for await (const chunk of answer.body) {
    if (socket.readyState !== socket.OPEN) return
    await send(socket, asText ? Buffer.from(chunk).toString('base64') : chunk)
  }
  socket.close(1000)
}

async function writeWatch(
  { stream, resource, representation }: WatchAnswer,
  socket: WebSocket,
  options: AnswerWriterOptions,
): Promise<void> {
  const framer = new WatchFramer(resource, representation, options)
  const isText = representation.media !== 'protobuf'
  socket.once('close', () => stream.close())
  for (let events = await stream.next(); events; events = await stream.next()) {
    for (const event of events) {
      const frame = framer.frame(event)
      await send(socket, isText ? Buffer.from(frame).toString() : frame.subarray(lengthBytes))
    }
  }
  socket.close(1000)
}

/** A message has its own length: that of a protobuf frame is left out. */
const lengthBytes = 4

/** Resolves at once while there is room, else when the message is out. */
function send(socket: WebSocket, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const hasRoom = socket.bufferedAmount < highWaterBytes
    socket.send(data, () => resolve())
    if (hasRoom) resolve()
  })
}
