import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { cpuSeconds } from '../support/process-usage.ts'
import { percentile } from '../support/statistics.ts'

const run = promisify(execFile)
const maxBuffer = 1 << 28

export interface Target {
  readonly port: number
  readonly pid: number
}

export interface Load {
  /** One question a line, `NAME TYPE`. */
  readonly file: string
  readonly seconds: number
  /** The core that dnsperf runs on, so that the server has the others for itself. */
  readonly core: number
}

const command = async (
  { port }: Target,
  { file, seconds, core }: Load,
  more: readonly string[],
): Promise<string> => {
  const args = ['-s', '127.0.0.1', '-p', String(port), '-d', file, '-l', String(seconds), '-c', '4', ...more]
  const { stdout } = await run('taskset', ['-c', String(core), 'dnsperf', ...args], { maxBuffer })
  return stdout
}

/** As many queries as the server takes, 100 of them on their way at any time. */
export async function throughput(
  target: Target,
  load: Load,
): Promise<{ perSecond: number; cpuMicros: number }> {
  const before = cpuSeconds(target.pid)
  const text = await command(target, load, ['-q', '100'])
  const used = cpuSeconds(target.pid) - before
  const completed = figure(text, /Queries completed:\s+(\d+)/)
  const codes = /Response codes:\s+(.*)/.exec(text)?.[1] ?? ''
  if (/SERVFAIL|REFUSED/.test(codes)) throw new Error(`not every query was answered: ${codes}`)
  return { perSecond: figure(text, /Queries per second:\s+([\d.]+)/), cpuMicros: (used / completed) * 1e6 }
}

/** Latencies under a load that every server bears. */
export async function latency(target: Target, load: Load): Promise<{ p50: number; p99: number }> {
  const text = await command(target, load, ['-Q', '5000', '-v'])
  const samples = [...text.matchAll(/^> \S+ \S+ \S+ ([\d.]+)$/gm)].map(
    ([, seconds]) => Number(seconds) * 1000,
  )
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) }
}

function figure(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error(`dnsperf said nothing of ${pattern}: ${text}`)
  return Number(found)
}
