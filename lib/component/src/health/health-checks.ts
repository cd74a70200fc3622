/** Throws or rejects while it is unhealthy. */
export type HealthCheck = () => void | Promise<void>

export interface HealthReport {
  readonly isHealthy: boolean
  /** 200 or 500. */
  readonly code: number
  readonly body: string
  /** The failed checks with their reasons, which the public body withholds. */
  readonly failures: readonly { readonly name: string; readonly error: unknown }[]
}

export interface HealthQuery {
  readonly verbose?: boolean
  /** Names of checks to pass over. */
  readonly exclude?: readonly string[]
}

/** The named checks behind one endpoint such as `readyz`, and upstream's answers. */
export class HealthChecks {
  readonly #name: string
  readonly #checks = new Map<string, HealthCheck>()

  constructor(name: string) {
    this.#name = name
    this.add('ping', () => {})
  }

  get names(): readonly string[] {
    return [...this.#checks.keys()]
  }

  /** A check of the same name is replaced. */
  add(name: string, check: HealthCheck): void {
    this.#checks.set(name, check)
  }

  remove(name: string): void {
    this.#checks.delete(name)
  }

  /** The answer to `/<name>`: `ok`, or line by line if verbose or failed. */
  async report({ verbose = false, exclude = [] }: HealthQuery = {}): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        if (exclude.includes(name)) return { name, line: `[+]${name} excluded: ok\n` }
        const error = await outcomeOf(check)
        if (error === undefined) return { name, line: `[+]${name} ok\n` }
        return { name, error: error.reason, line: `[-]${name} failed: reason withheld\n` }
      }),
    )
    const failures = results.filter((result) => 'error' in result).map(({ name, error }) => ({ name, error }))
    const lines = results.map(({ line }) => line).join('') + this.#unmatched(exclude)
    if (failures.length > 0) {
      return { isHealthy: false, code: 500, body: `${lines}${this.#name} check failed\n`, failures }
    }
    const body = verbose ? `${lines}${this.#name} check passed\n` : 'ok'
    return { isHealthy: true, code: 200, body, failures }
  }

  /** The answer to `/<name>/<check>`, or undefined if there is no such check. */
  async reportOne(name: string): Promise<HealthReport | undefined> {
    const check = this.#checks.get(name)
    if (!check) return undefined
    const error = await outcomeOf(check)
    if (error === undefined) return { isHealthy: true, code: 200, body: 'ok', failures: [] }
    const { reason } = error
    const text = reason instanceof Error ? reason.message : String(reason)
    const failures = [{ name, error: reason }]
    return { isHealthy: false, code: 500, body: `internal server error: ${text}\n`, failures }
  }

  #unmatched(exclude: readonly string[]): string {
    const unknown = exclude.filter((name) => !this.#checks.has(name)).sort()
    if (unknown.length === 0) return ''
    const quoted = unknown.map((name) => JSON.stringify(name)).join(',')
    return `warn: some health checks cannot be excluded: no matches for ${quoted}\n`
  }
}

async function outcomeOf(check: HealthCheck): Promise<{ reason: unknown } | undefined> {
  try {
    await check()
    return undefined
  } catch (reason) {
    return { reason }
  }
}
