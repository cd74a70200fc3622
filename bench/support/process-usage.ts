import { readFileSync } from 'node:fs'

const ticksPerSecond = 100
const mebi = 1024

/** User and system time a process has used, in seconds, to the kernel's 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

export function cpuSecondsOfAll(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)
}

/** What a process holds in memory, in MiB. */
export function memory(pid: number): { rss: number; pss: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]) / mebi
  return { rss: field('Rss'), pss: field('Pss') }
}

/** What of a process is resident, in MiB: its own pages, and those of files that it maps. Cheaper to ask than `memory`. */
export function residentMemory(pid: number): { own: number; ofFiles: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / mebi
  return { own: field('RssAnon'), ofFiles: field('RssFile') }
}

/** The process's descendants, which for a node are its containers' holders and runtimes. */
export function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.flatMap((child) => [Number(child), ...descendants(Number(child))])
}
