import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { type Clock, ProtoReader, ProtoWriter, wireType } from '@knarr/machinery'
import { grpcCodeNames } from '@knarr/rpc'
import { dialError, hostPort } from './dial-error.ts'

export interface GrpcTarget {
  readonly host: string
  readonly port: number
  readonly service: string
  readonly clock: Clock
  readonly timeoutMs: number
}

/** What came back: gRPC's status, and the message where there is one. */
interface GrpcAnswer {
  readonly code: number
  readonly text: string
  readonly message: Uint8Array
}

const serving = 1
const unimplemented = 12
const statusNames = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']
const frameHeaderBytes = 5

/** Asks `grpc.health.v1.Health/Check`; resolves when it serves. @throws Error that says what else came of it */
export async function checkGrpcHealth(target: GrpcTarget): Promise<void> {
  const { host, port, service, clock, timeoutMs } = target
  const address = hostPort(host, port)
  const within = `within ${timeoutMs / 1000}s`
  const session = connect(`http://${address}`)
  let isConnected = false
  // A stream asked for before the session stands would tell of its own end only, not of why.
  const answer = new Promise((resolve) => session.once('connect', resolve)).then(() => {
    isConnected = true
    return answerOf(session, service)
  })
  const problem = new Promise<never>((_, reject) => {
    // Every error needs a listener, also those that come after the first.
    session.on('error', (error) =>
      reject(new Error(`error: failed to connect service at "${address}": ${dialError(error, host, port)}`)),
    )
  })
  const late = Promise.withResolvers<never>()
  const timer = clock.after(timeoutMs, () =>
    late.reject(
      new Error(
        isConnected
          ? `timeout: health rpc did not complete ${within}`
          : `timeout: failed to connect service "${address}" ${within}: context deadline exceeded`,
      ),
    ),
  )
  try {
    judge(await Promise.race([answer, problem, late.promise]))
  } finally {
    problem.catch(() => {})
    late.promise.catch(() => {})
    timer.cancel()
    session.destroy()
  }
}

/** @throws Error unless the answer says that the service serves */
function judge({ code, text, message }: GrpcAnswer): void {
  if (code === unimplemented)
    throw new Error(
      `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${text}`,
    )
  if (code !== 0)
    throw new Error(
      `error: health rpc probe failed: rpc error: code = ${grpcCodeNames[code] ?? code} desc = ${text}`,
    )
  const status = servingStatus(message)
  if (status !== serving)
    throw new Error(`service unhealthy (responded with "${statusNames[status] ?? status}")`)
}

function answerOf(session: ClientHttp2Session, service: string): Promise<GrpcAnswer> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/grpc.health.v1.Health/Check',
    'content-type': 'application/grpc',
    'user-agent': 'kube-probe/1.36',
    te: 'trailers',
  })
  const answer = read(stream)
  stream.end(framed(service))
  return answer
}

function read(stream: ClientHttp2Stream): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let code: number | undefined
    let text = ''
    // The status stands in the trailers, or in the headers where nothing else follows.
    const look = (headers: Record<string, unknown>): void => {
      if (headers['grpc-status'] === undefined) return
      code = Number(headers['grpc-status'])
      text = String(headers['grpc-message'] ?? '')
    }
    stream.on('response', look)
    stream.on('trailers', look)
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', (error) => reject(new Error(`error: health rpc probe failed: ${error.message}`)))
    stream.on('close', () => {
      if (code === undefined)
        reject(new Error('error: health rpc probe failed: the stream ended without a status'))
      else resolve({ code, text, message: Buffer.concat(chunks).subarray(frameHeaderBytes) })
    })
  })
}

function framed(service: string): Buffer {
  const writer = new ProtoWriter()
  if (service) writer.tag(1, wireType.bytes).string(service)
  const message = writer.finish()
  const header = Buffer.alloc(frameHeaderBytes)
  header.writeUInt32BE(message.length, 1)
  return Buffer.concat([header, message])
}

function servingStatus(message: Uint8Array): number {
  const reader = new ProtoReader(message)
  let status = 0
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >> 3 === 1) status = reader.int32()
    else reader.skip(tag)
  }
  return status
}
