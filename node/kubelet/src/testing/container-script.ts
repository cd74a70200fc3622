import type { Duplex } from 'node:stream'
import type { ExecSyncResult, RuntimeError } from '@knarr/rpc'

/** How a fake container behaves. Without any of it, it runs for ever and ends with 143 when it is stopped. */
export interface ContainerScript {
  /** Ends by itself this long after its start. */
  readonly runForMs?: number
  readonly exitCode?: number
  /** `OOMKilled` and the like, in place of `Completed` or `Error`. */
  readonly reason?: string
  readonly createError?: RuntimeError
  readonly startError?: RuntimeError
  /** Does not end before it is killed. */
  readonly ignoresStop?: boolean
  /** What it ends with when it heeds the stop signal. */
  readonly stopExitCode?: number
  readonly usage?: { readonly cpuMillicores: number; readonly memoryBytes: number }
  /** Answers execSync and exec; refused without. */
  exec?(command: readonly string[]): ExecSyncResult | Promise<ExecSyncResult>
  /** Answers port forwards; refused without. */
  connect?(port: number): Duplex
}

/** A container that ends by itself. */
export function runFor(ms: number, exitCode = 0): ContainerScript {
  return { runForMs: ms, exitCode }
}

/** The answer of a command. */
export function execResult(exitCode: number, stdout = '', stderr = ''): ExecSyncResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }
}
