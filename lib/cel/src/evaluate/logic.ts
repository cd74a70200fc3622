import { CelError, noSuchOverload } from '../values/cel-error.ts'
import type { Held } from '../values/value.ts'
import type { Evaluator, Frame } from './frame.ts'

/** False if any term is, even if another is an error. */
export function compileAnd(terms: readonly Evaluator[]): Evaluator {
  return decidedBy(false, terms)
}

/** True if any term is, even if another is an error. */
export function compileOr(terms: readonly Evaluator[]): Evaluator {
  return decidedBy(true, terms)
}

function decidedBy(deciding: boolean, terms: readonly Evaluator[]): Evaluator {
  return (frame) => {
    let failure: CelError | undefined
    for (const term of terms) {
      const value = heldTruth(term, frame)
      if (value === deciding) return deciding
      if (value instanceof CelError) failure ??= value
    }
    if (failure) throw failure
    return !deciding
  }
}

/** True or false, or the error that it is neither. */
function heldTruth(evaluate: Evaluator, frame: Frame): boolean | CelError {
  const value = heldValue(evaluate, frame)
  return typeof value === 'boolean' || value instanceof CelError ? value : noSuchOverload()
}

/** The value, or the error it ends in. */
export function heldValue(evaluate: Evaluator, frame: Frame): Held {
  try {
    return evaluate(frame)
  } catch (error) {
    if (error instanceof CelError) return error
    throw error
  }
}

export function compileConditional([condition, chosen, otherwise]: readonly Evaluator[]): Evaluator {
  if (!condition || !chosen || !otherwise) throw new TypeError('a conditional has three parts')
  return (frame) => {
    const test = condition(frame)
    if (typeof test !== 'boolean') throw noSuchOverload()
    return test ? chosen(frame) : otherwise(frame)
  }
}
