/** What went wrong in evaluating: `no such key: x`, `division by zero`. `&&` and `||` may absorb it. */
export class CelError extends Error {}

/** A field or key was read that is not there. */
export class NoSuchKeyError extends CelError {
  constructor(key: string) {
    super(`no such key: ${key}`)
  }
}

/** Evaluating cost more than it may; nothing absorbs this. */
export class CostLimitError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded')
  }
}

/** The error of a function that is not made for its arguments. */
export function noSuchOverload(): CelError {
  return new CelError('no such overload')
}
