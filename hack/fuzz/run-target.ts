import { seededRandom } from '@knarr/machinery'
import { type Below, belowOf } from './mangle.ts'

/** Something that reads what strangers send. */
export interface Target {
  readonly name: string
  /** Makes one input, and answers what reads it: resolves to nothing, rejects with the reader's own kind of error. */
  next(below: Below): Attempt
  /** Whether a reader may throw this: a refusal, not a mistake. */
  refuses(error: unknown): boolean
}

export interface Attempt {
  /** The input as text, to be told where it went wrong. */
  readonly input: () => string
  readonly read: () => unknown
}

export interface Outcome {
  readonly name: string
  readonly inputs: number
  /** Inputs that were read; the others were refused. */
  readonly accepted: number
  readonly slowestMs: number
  readonly slowestInput: string
  readonly faults: readonly string[]
}

const longestMs = 1000

/** Gives a target as many inputs; the same seed makes the same ones. */
export async function runTarget(target: Target, inputs: number, seed: number): Promise<Outcome> {
  const below = belowOf(seededRandom(seed))
  const faults: string[] = []
  let [accepted, slowestMs, slowestInput] = [0, 0, '']
  for (let index = 0; index < inputs; index++) {
    const attempt = target.next(below)
    const started = performance.now()
    try {
      await attempt.read()
      accepted++
    } catch (error) {
      if (!target.refuses(error)) faults.push(faultText(index, error, attempt))
    }
    const took = performance.now() - started
    if (took > slowestMs) [slowestMs, slowestInput] = [took, shortened(attempt.input())]
    if (took > longestMs) faults.push(faultText(index, new Error(`took ${Math.round(took)} ms`), attempt))
  }
  return { name: target.name, inputs, accepted, slowestMs, slowestInput, faults }
}

function faultText(index: number, error: unknown, { input }: Attempt): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `input ${index}: ${text}\n  of ${shortened(input())}`
}

const shortened = (text: string): string => (text.length > 2000 ? `${text.slice(0, 2000)}…` : text)
