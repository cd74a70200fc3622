import { connect } from 'node:http2'
import { type Clock, ProtoReader, ProtoWriter, wireType } from '@knarr/machinery'

export interface GrpcTarget {
  readonly host: string
  readonly port: number
  readonly service: string
  readonly clock: Clock
  readonly timeoutMs: number
}

const serving = 1
const names = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']

/** Asks `grpc.health.v1.Health/Check`; resolves when it serves. @throws Error that says what else it answered */
export function checkGrpcHealth({ host, port, service, clock, timeoutMs }: GrpcTarget): Promise<void> {
  const session = connect(`http://${host}:${port}`)
  return new Promise<void>((resolve, reject) => {
    const timer = clock.after(timeoutMs, () =>
      reject(new Error(`timeout: health rpc did not complete within ${timeoutMs}ms`)),
    )
    session.once('error', (error) => {
      timer.cancel()
      reject(new Error(`timeout: failed to connect service "${host}:${port}": ${error.message}`))
    })
    const stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Buffer[] = []
    let status: string | undefined
    stream.on('trailers', (trailers) => {
      status = String(trailers['grpc-status'])
    })
    stream.on('response', (headers) => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status'])
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      timer.cancel()
      const answer = status === '0' ? servingStatus(Buffer.concat(chunks).subarray(5)) : undefined
      if (answer === serving) resolve()
      else if (answer === undefined) reject(new Error(`rpc error: code = ${status ?? 'Unavailable'}`))
      else reject(new Error(`service unhealthy (responded with "${names[answer] ?? answer}")`))
    })
    stream.end(framed(service))
  }).finally(() => session.destroy())
}

function framed(service: string): Buffer {
  const writer = new ProtoWriter()
  if (service) writer.tag(1, wireType.bytes).string(service)
  const message = writer.finish()
  const header = Buffer.alloc(5)
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
