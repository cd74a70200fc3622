import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { readResult, tableOf } from './support/report.ts'

const subjects = ['start-up', 'cluster-start', 'idle', 'api', 'watch', 'durable', 'pod-start']
const limitMs = 90_000

/** Measures one subject in a process of its own; whether it succeeded. */
async function measure(subject: string): Promise<boolean> {
  console.error(`Measuring ${subject} …`)
  const script = join(import.meta.dirname, `${subject}.ts`)
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] })
  const limit = setTimeout(() => child.kill('SIGTERM'), limitMs)
  const [code] = await once(child, 'exit')
  clearTimeout(limit)
  return code === 0
}

const measured: string[] = []
for (const subject of subjects) {
  if (await measure(subject)) measured.push(subject)
  else {
    console.error(`${subject} failed; run "node bench/${subject}.ts" to see why`)
    process.exitCode = 1
  }
}
const results = measured.map(readResult)
const machine = Object.entries(results[0]?.machine ?? {}).map(([key, value]) => `${key} ${value}`)
console.log([machine.join(', '), ...results.map(tableOf)].join('\n\n'))
