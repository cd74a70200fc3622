/** Runs tasks in the order given, at most `concurrency` at a time. */
export type Limiter = <T>(task: () => Promise<T> | T) => Promise<T>

export function limit(concurrency: number): Limiter {
  let running = 0
  const waiting: (() => void)[] = []
  const release = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
  return async (task) => {
    if (running < concurrency) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      release()
    }
  }
}
