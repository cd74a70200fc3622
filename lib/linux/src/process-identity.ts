import { readFileSync } from 'node:fs'
import { type Clock, sleep } from '@knarr/machinery'

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks since boot, from `/proc/<pid>/stat`. */
  readonly startTime: string
  readonly bootId: string
}

/** The identity of a living process; undefined when there is none, when it is ending, or only its zombie is left. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid)
  return stat && !stat.isExiting ? { pid, startTime: stat.startTime, bootId: bootId() } : undefined
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = processIdentity(identity.pid)
  return now?.startTime === identity.startTime && now.bootId === identity.bootId
}

/** Whether the process still holds on to anything: also while it is ending. */
function isThere({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  return readStat(pid)?.startTime === startTime && boot === bootId()
}

interface ProcessStat {
  readonly startTime: string
  readonly isExiting: boolean
}

const exitingFlag = 0x4

function readStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state = 'X', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [flags, startTime] = [fields[5], fields[18]]
    if (state === 'Z' || state === 'X' || startTime === undefined) return undefined
    return { startTime, isExiting: (Number(flags) & exitingFlag) !== 0 }
  } catch {
    return undefined
  }
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
  for (let waited = 1; isThere(identity); waited = Math.min(waited * 2, 20)) await sleep(clock, waited)
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
