import type { Clock, Status } from '@knarr/machinery'
import { timeout } from '@knarr/machinery'
import type { StreamOptions } from '../kubelet/kubelet-api.ts'
import { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { SpdyStream } from '../spdy/spdy-stream.ts'
import { type RemoteChannels, terminalSize } from './remote-channels.ts'
import { acceptSpdy, type Upgrade } from './upgrade.ts'

/** Newest first; from v2 on the error stream is separate, v3 adds resize, v4 sends a Status. */
const protocols = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io']
const streamCreationTimeoutMs = 30_000

/** Accepts an exec or attach over SPDY: resolves once the client opened the streams it announced. */
export async function spdyChannels(
  upgrade: Upgrade,
  options: StreamOptions,
  clock: Clock,
): Promise<RemoteChannels> {
  const protocol = acceptSpdy(upgrade, protocols)
  const streams = new Map<string, SpdyStream>()
  const expected = expectedStreams(options, protocol)
  const complete = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const connection = new SpdyConnection(upgrade.socket, {
    role: 'server',
    onStream(stream) {
      streams.set(stream.headers.streamtype ?? '', stream)
      stream.on('error', () => {})
      if (expected.every((name) => streams.has(name))) complete.resolve()
    },
    onClose: () => closed.resolve(),
  })
  const timer = clock.after(streamCreationTimeoutMs, () =>
    complete.reject(timeout('timed out waiting for client to create streams', 0)),
  )
  try {
    await Promise.race([complete.promise, closed.promise])
  } catch (error) {
    connection.close()
    throw error
  } finally {
    timer.cancel()
  }
  return {
    stdin: streams.get('stdin'),
    stdout: streams.get('stdout'),
    stderr: streams.get('stderr'),
    onResize: (listener) => listenForSizes(streams.get('resize'), listener),
    onClose: (listener) => void closed.promise.then(listener),
    finish(status) {
      endAll([streams.get('stdout'), streams.get('stderr')])
      const error = streams.get('error')
      error?.end(errorText(status, protocol))
      error?.once('finish', () => connection.close())
      if (!error) connection.close()
    },
  }
}

function expectedStreams(options: StreamOptions, protocol: string): string[] {
  const hasResize = options.tty && protocol !== 'channel.k8s.io' && protocol !== 'v2.channel.k8s.io'
  const wanted: [string, boolean][] = [
    ['error', true],
    ['stdin', options.stdin],
    ['stdout', options.stdout],
    ['stderr', options.stderr && !options.tty],
    ['resize', hasResize],
  ]
  return wanted.filter(([, isWanted]) => isWanted).map(([name]) => name)
}

/** v4 sends a Status always; before it only a failure is told, as text. */
function errorText(status: Status, protocol: string): string {
  if (protocol === 'v4.channel.k8s.io') return JSON.stringify(status)
  return status.status === 'Success' ? '' : (status.message ?? 'failed')
}

function endAll(streams: readonly (SpdyStream | undefined)[]): void {
  for (const stream of streams) stream?.end()
}

/** Sizes come as one JSON object after another, with no framing but the newline Go's encoder adds. */
function listenForSizes(
  stream: SpdyStream | undefined,
  listener: (columns: number, rows: number) => void,
): void {
  stream?.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split('\n')) {
      const size = terminalSize(Buffer.from(line))
      if (size) listener(size.columns, size.rows)
    }
  })
}
