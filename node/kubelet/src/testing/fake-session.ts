import { PassThrough, Readable } from 'node:stream'
import { type ExecSyncResult, RuntimeError, type StreamOptions, type StreamSession } from '@knarr/rpc'
import type { FakeContainer } from './fake-container.ts'

/** A session whose whole output is known once `result` is. */
export function execSession(result: Promise<ExecSyncResult>, options: StreamOptions): StreamSession {
  const outputOf = (part: 'stdout' | 'stderr'): Readable =>
    Readable.from(
      (async function* () {
        const { [part]: bytes } = await result
        if (bytes.length > 0) yield Buffer.from(bytes)
      })(),
    )
  return {
    stdin: options.stdin ? new PassThrough() : undefined,
    stdout: options.stdout ? outputOf('stdout') : undefined,
    stderr: options.stderr && !options.tty ? outputOf('stderr') : undefined,
    resize: () => {},
    exit: result.then(({ exitCode }) => ({ exitCode })),
    close: () => {},
  }
}

/** A session with a container that says nothing: its streams end when the container does. */
export function attachSession(container: FakeContainer, options: StreamOptions): StreamSession {
  const stdout = options.stdout ? new PassThrough() : undefined
  const stderr = options.stderr && !options.tty ? new PassThrough() : undefined
  const exit = new Promise<{ exitCode: number }>((resolve) => {
    container.whenEnded(() => {
      stdout?.end()
      stderr?.end()
      resolve({ exitCode: container.status.exitCode })
    })
  })
  const close = (): void => {
    stdout?.end()
    stderr?.end()
  }
  return {
    ...{ stdin: options.stdin ? new PassThrough() : undefined, stdout, stderr, exit, close },
    resize: () => {},
  }
}

/** Runs a command by the container's script. @throws RuntimeError where it has none, or does not run */
export async function execIn(
  { status, script }: FakeContainer,
  command: readonly string[],
): Promise<ExecSyncResult> {
  if (status.state !== 'RUNNING')
    throw new RuntimeError('Unknown', `container ${status.id} is in ${status.state} state`)
  if (!script.exec)
    throw new RuntimeError('Unknown', `exec: "${command[0]}": executable file not found in $PATH`)
  return await script.exec(command)
}
