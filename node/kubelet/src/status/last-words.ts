import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { ContainerStatus } from '@knarr/rpc'
import { type PodState, terminationMessageOf } from '../runtime-manager/pod-labels.ts'
import { containerLogOf, type PodPaths } from '../runtime-manager/pod-paths.ts'
import { parseLogLine } from '../server/log-line.ts'

const maxMessageBytes = 4096
const maxLogBytes = 2048
const maxLogLines = 80
/** Enough of a log's end to find that much text in it: what the runtime adds to each line stays below it. */
const readBytes = maxLogBytes + maxLogLines * 64

/**
 * What an ended container says in its status: what it left in its termination log; if that is empty and it
 * asks for it, the end of its log after a failure; or else the runtime's own message.
 */
export function lastWords(
  pod: Pick<PodState, 'uid' | 'namespace' | 'name'>,
  status: ContainerStatus,
  paths: PodPaths,
): string {
  const { path, policy } = terminationMessageOf(status)
  const { name, attempt } = status.metadata
  if (path) {
    const text = terminationLog(paths.terminationLog(pod.uid, name, attempt))
    if (text) return text
  }
  const fallsBack = policy === 'FallbackToLogsOnError' && status.exitCode !== 0
  return (fallsBack && logEnd(containerLogOf(paths, pod, status))) || status.message
}

function terminationLog(path: string): string {
  try {
    return readFileSync(path).subarray(-maxMessageBytes).toString('utf8')
  } catch {
    // It left none.
    return ''
  }
}

function logEnd(path: string): string {
  const lines = linesOf(endOf(path)).slice(-maxLogLines)
  return Buffer.concat(lines).subarray(-maxLogBytes).toString('utf8')
}

function linesOf(bytes: Buffer): Buffer[] {
  const newline = Buffer.from('\n')
  return bytes
    .toString('latin1')
    .split('\n')
    .flatMap((text) => {
      const line = parseLogLine(Buffer.from(text, 'latin1'))
      if (!line) return []
      return [line.isPartial ? line.content : Buffer.concat([line.content, newline])]
    })
}

function endOf(path: string): Buffer {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // It never wrote any.
    return Buffer.alloc(0)
  }
  try {
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, readBytes))
    const count = readSync(file, buffer, 0, buffer.length, size - buffer.length)
    return buffer.subarray(0, count)
  } finally {
    closeSync(file)
  }
}
