import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { badRequest, type Clock, internalError, type Status, StatusError } from '@knarr/machinery'
import type { ExitStatus, StreamOptions, StreamSession } from '../kubelet/kubelet-api.ts'
import type { RemoteChannels } from './remote-channels.ts'
import { spdyChannels } from './spdy-channels.ts'
import { isSpdy, isWebSocket, refuseUpgrade, successStatus, type Upgrade } from './upgrade.ts'
import { websocketChannels } from './websocket-channels.ts'

/** `stdin`, `stdout`, `stderr` and `tty` of an exec or attach. @throws StatusError when nothing is to be streamed */
export function streamOptionsOf(query: URLSearchParams): StreamOptions {
  const isSet = (name: string): boolean => ['1', 'true', 't', 'True', 'TRUE'].includes(query.get(name) ?? '')
  const tty = isSet('tty')
  const options = { stdin: isSet('stdin'), stdout: isSet('stdout'), stderr: isSet('stderr') && !tty, tty }
  if (!options.stdin && !options.stdout && !options.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  }
  return options
}

/**
 * Serves exec or attach: opens the session at the kubelet, switches the connection, and joins the two until
 * the command ends or the client leaves. What fails before the switch is answered as a Status.
 */
export async function serveRemoteCommand(
  upgrade: Upgrade,
  clock: Clock,
  open: (options: StreamOptions) => Promise<StreamSession>,
): Promise<void> {
  let session: StreamSession | undefined
  try {
    if (!isSpdy(upgrade) && !isWebSocket(upgrade)) throw badRequest('Upgrade request required')
    const options = streamOptionsOf(upgrade.query)
    session = await open(options)
    const channels = isSpdy(upgrade)
      ? await spdyChannels(upgrade, options, clock)
      : await websocketChannels(upgrade, options)
    await join(channels, session)
  } catch (error) {
    session?.close()
    refuseUpgrade(upgrade.socket, error)
  }
}

async function join(channels: RemoteChannels, session: StreamSession): Promise<void> {
  channels.onClose(() => session.close())
  channels.onResize((columns, rows) => session.resize(columns, rows))
  feed(channels.stdin, session.stdin)
  const outputs = [copy(session.stdout, channels.stdout), copy(session.stderr, channels.stderr)]
  const exit = await session.exit
  await Promise.all(outputs)
  channels.finish(statusOf(exit))
}

/** Input that the process no longer reads is dropped, not an error. */
function feed(from: Readable | undefined, to: Writable | undefined): void {
  if (!from) return
  if (!to) {
    from.resume()
    return
  }
  to.on('error', () => from.resume())
  from.on('error', () => to.end())
  from.pipe(to)
}

async function copy(from: Readable | undefined, to: Writable | undefined): Promise<void> {
  if (!from) return
  if (to) {
    to.on('error', () => from.resume())
    from.pipe(to, { end: false })
  } else from.resume()
  await finished(from, { writable: false }).catch(() => {})
}

/** How a command ended, as the error stream tells it. */
export function statusOf({ exitCode, message }: ExitStatus): Status {
  if (message !== undefined)
    return internalError(new Error(`error executing command in container: ${message}`)).status
  if (exitCode === 0) return successStatus
  return new StatusError({
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  }).status
}
