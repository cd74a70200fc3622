import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type ServerHttp2Stream } from 'node:http2'
import type { Clock } from '@knarr/machinery'

const lingerMs = 500

/** A client that has its answer and still sends is told to stop: nobody reads what it sends. */
export function stopSending(stream: ServerHttp2Stream): void {
  if (stream.endAfterHeaders || stream.readableEnded) return
  const stop = (): void => {
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
  }
  if (stream.writableFinished) stop()
  else stream.once('finish', stop)
}

/** HTTP/1.1 cannot tell a client to stop: it has a moment to notice its answer, then the connection is cut. */
export function cutConnection(message: IncomingMessage, response: ServerResponse, clock: Clock): void {
  if (message.complete) return
  const cut = (): void => {
    if (!message.complete) clock.after(lingerMs, () => message.complete || message.socket.destroy())
  }
  if (response.writableFinished) cut()
  else response.once('finish', cut)
}
