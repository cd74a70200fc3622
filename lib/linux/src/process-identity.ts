import { readFileSync } from 'node:fs'
import { type Clock, sleep } from '@knarr/machinery'

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot, from `/proc/<pid>/stat`. */
  readonly startTime: string
  readonly bootId: string
}

/** The identity of a living process; undefined when there is none, or only its zombie. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startTime] = [fields[0], fields[19]]
    if (state === 'Z' || state === 'X' || startTime === undefined) return undefined
    return { pid, startTime, bootId: bootId() }
  } catch {
    return undefined
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = processIdentity(identity.pid)
  return now?.startTime === identity.startTime && now.bootId === identity.bootId
}

/** Sends a signal, unless the process is gone. Says whether it was there. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals | number): boolean {
  if (!isAlive(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch {
    return false
  }
}

/** Kills the process and resolves once it is gone (or a zombie of someone else's). */
export async function killAndWait(identity: ProcessIdentity, clock: Clock): Promise<void> {
  signalProcess(identity, 'SIGKILL')
  for (let waited = 1; isAlive(identity); waited = Math.min(waited * 2, 20)) await sleep(clock, waited)
}

/** The pids of the children of a process's main thread. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

let knownBootId: string | undefined

function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  return knownBootId
}
