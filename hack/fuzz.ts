import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runTarget } from './fuzz/run-target.ts'
import { allTargets } from './fuzz/targets.ts'

/**
 * Gives every reader mangled and made-up inputs: `npm run fuzz -- --inputs 1000000 --seed 1 --only CEL`. Fails where
 * one throws what is no refusal, takes more than a second, or leaves memory behind.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
  },
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapMiB(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** What the readers keep for later (schemas, plans) is there after the first tenth. */
const warmUpShare = 0.1
const mostGrowthMiB = 16

const { inputs, seed, only } = values
const targets = allTargets().filter(({ name }) => !only || only.includes(name))
if (targets.length === 0) throw new Error(`no target of ${only}`)
const share = Math.ceil(Number(inputs) / targets.length)
console.log(`seed ${seed}, ${share} inputs for each of ${targets.length}`)
let failed = 0
for (const target of targets) {
  const warmUp = await runTarget(target, Math.ceil(share * warmUpShare), Number(seed))
  const before = heapMiB()
  const rest = await runTarget(target, share - warmUp.inputs, Number(seed) + 1)
  const after = heapMiB()
  const slowest = Math.max(warmUp.slowestMs, rest.slowestMs)
  const faults = [...warmUp.faults, ...rest.faults]
  if (after - before > mostGrowthMiB) faults.push(`the heap grew from ${before} to ${after} MiB`)
  failed += faults.length
  const accepted = warmUp.accepted + rest.accepted
  const heap = `heap ${before.toFixed(1)} -> ${after.toFixed(1)} MiB`
  console.log(
    `${target.name}: ${share} inputs, ${accepted} read, longest ${slowest.toFixed(1)} ms, ${heap}, ${faults.length} faults`,
  )
  for (const fault of faults.slice(0, 10)) console.log(fault)
}
process.exitCode = failed === 0 ? 0 : 1
