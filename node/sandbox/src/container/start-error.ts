import { SyscallError } from '@knarr/linux'
import type { ContainerRecord } from './container-record.ts'
import { executeStep } from './process-steps.ts'

/** Why a container did not start, in the words runc and containerd have made known. */
export function startErrorText(record: ContainerRecord, error: Error): string {
  const [command = ''] = record.process.argv
  return `failed to create containerd task: OCI runtime create failed: unable to start container process: ${processErrorText(command, error)}`
}

/** Why a command could not be executed in a container. */
export function execErrorText(command: string, error: Error): string {
  return `failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: ${processErrorText(command, error)}`
}

function processErrorText(command: string, error: Error): string {
  if (!(error instanceof SyscallError) || error.what !== executeStep)
    return `error during container init: ${error.message}`
  const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR'
  const name = `exec: ${JSON.stringify(command)}`
  if (isMissing && !command.includes('/')) return `${name}: executable file not found in $PATH`
  if (isMissing) return `${name}: stat ${command}: no such file or directory`
  return `${name}: ${error.code === 'ENOEXEC' ? 'exec format error' : error.message.slice(executeStep.length + 2)}`
}
