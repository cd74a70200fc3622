import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

/** Holds a data directory for this process; a lock whose owner is gone is taken over. */
export interface InstanceLock {
  release(): void
}

/** @throws StartError when another instance runs on the directory, or it cannot be used at all */
export function lockDataDirectory(directory: string): InstanceLock {
  const path = join(directory, 'knarr.pid')
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const owner = ownerOf(path)
    if (owner) throw new StartError(`another knarr (process ${owner}) already runs on ${directory}`)
    writeFileSync(path, `${process.pid} ${startTimeOf(process.pid) ?? ''}`)
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    throw new StartError(`cannot use the data directory ${directory}: ${(cause as Error).message}`, { cause })
  }
  return { release: () => rmSync(path, { force: true }) }
}

function ownerOf(path: string): number | undefined {
  if (!existsSync(path)) return undefined
  const [pid, startTime] = readFileSync(path, 'utf8').split(' ')
  const isAlive = pid && startTimeOf(Number(pid)) === (startTime || undefined) && Number(pid) !== process.pid
  return isAlive && isRunning(Number(pid)) ? Number(pid) : undefined
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process started, so that a reused number is not taken for it; undefined off Linux. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
