import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * Sends a signal and resolves with the exit code once the process is gone: only then does it write no more
 * files, and its directory can be removed.
 */
export async function stopProcess(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> {
  const started = child.pid !== undefined
  if (started && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return child.exitCode
}
