import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { seededRandom } from '@knarr/machinery'
import { openTargets, type Target } from './fuzz/targets.ts'

/**
 * Feeds what reads strangers' input with mangled input: `node bench/fuzz.ts --inputs 1000000 --seed 1`, shared by all
 * readers, or `--only CEL`. Fails where a reader throws what is no refusal, takes a second, or keeps memory.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const slowMs = 1000
const grownMiB = 24
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapMiB(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}

interface Outcome {
  refused: number
  slowestMs: number
  readonly wrong: string[]
}

async function feed(target: Target, inputs: number, first: number): Promise<Outcome> {
  const outcome: Outcome = { refused: 0, slowestMs: 0, wrong: [] }
  for (let seed = first; seed < first + inputs; seed++) {
    const began = performance.now()
    try {
      await target.feed(seededRandom(seed))
    } catch (error) {
      if (target.refuses(error)) outcome.refused++
      else
        outcome.wrong.push(
          `${target.name}, --seed ${seed} --inputs 1: ${(error as Error)?.stack ?? String(error)}`,
        )
    }
    const ms = performance.now() - began
    outcome.slowestMs = Math.max(outcome.slowestMs, ms)
    if (ms > slowMs)
      outcome.wrong.push(`${target.name}, --seed ${seed} --inputs 1: took ${Math.round(ms)} ms`)
  }
  return outcome
}

const { cluster, targets } = await openTargets()
const chosen = targets.filter(({ name }) => !values.only || name === values.only)
const each = Math.ceil(Number(values.inputs) / chosen.length)
for (const target of chosen) {
  // What is compiled and cached once is not what grows.
  await feed(target, Math.min(each, 2000), 1)
  const before = heapMiB()
  const { refused, slowestMs, wrong } = await feed(target, each, Number(values.seed))
  const grown = heapMiB() - before
  const figures = `${refused} refused, slowest ${slowestMs.toFixed(1)} ms, heap ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MiB`
  console.log(`${target.name}: ${each} inputs, ${figures}, ${wrong.length} wrong`)
  for (const text of wrong.slice(0, 5)) console.log(text)
  if (wrong.length > 0 || grown > grownMiB) process.exitCode = 1
}
await cluster.stop()
