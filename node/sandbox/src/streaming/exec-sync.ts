import { buffer } from 'node:stream/consumers'
import type { Clock } from '@knarr/machinery'
import { type ExecSyncResult, RuntimeError, type StreamSession } from '@knarr/rpc'

/** Runs a session without input to its end, or kills its command after `timeoutMs`. */
export async function runToEnd(session: StreamSession, clock: Clock, timeoutMs = 0): Promise<ExecSyncResult> {
  let isLate = false
  const timer =
    timeoutMs > 0
      ? clock.after(timeoutMs, () => {
          isLate = true
          session.close()
        })
      : undefined
  const read = (stream: StreamSession['stdout']): Promise<Buffer> =>
    stream ? buffer(stream).catch(() => Buffer.alloc(0)) : Promise.resolve(Buffer.alloc(0))
  const [stdout, stderr, status] = await Promise.all([
    read(session.stdout),
    read(session.stderr),
    session.exit,
  ])
  timer?.cancel()
  if (isLate)
    throw new RuntimeError(
      'DeadlineExceeded',
      `failed to exec in container: timeout ${timeoutMs}ms exceeded: context deadline exceeded`,
    )
  if (status.message !== undefined) throw new RuntimeError('Unknown', status.message)
  return { stdout, stderr, exitCode: status.exitCode }
}
