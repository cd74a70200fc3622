import type { RunCommand } from './run-command.ts'

/** `ip` commands for one network namespace: the host's, or that of a process. */
export interface IpBatch {
  readonly pid?: number
  readonly commands: readonly string[]
  /** Goes on after a command that failed. */
  readonly force?: boolean
}

/** Runs batches one after the other, in one process start; stops at the first that fails. */
export async function runIpBatches(run: RunCommand, batches: readonly IpBatch[]): Promise<void> {
  const script = batches.map(({ pid, commands, force }) => {
    const enter = pid === undefined ? '' : `nsenter -t ${pid} -n -- `
    return `${enter}ip ${force ? '-force ' : ''}-batch - <<'EOF'${force ? ' 2>/dev/null || :' : ''}\n${commands.join('\n')}\nEOF`
  })
  await run(['sh', '-ec', script.join('\n')])
}
