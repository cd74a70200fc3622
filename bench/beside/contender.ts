import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that answers the Kubernetes API, with all the processes it takes. */
export interface Contender extends AsyncDisposable {
  readonly name: string
  /** The administrator's. */
  readonly kubeconfig: string
  /** Whose CPU time and memory count: the server's, and its store's where that is another process. */
  readonly pids: readonly number[]
}

const startLimitMs = 60_000

/** A process that is ended with the measurement, and by a signal to it. */
export class Daemon implements AsyncDisposable {
  readonly #child: ChildProcess
  #output = ''

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const onData = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk).slice(-4000)
    }
    this.#child.stdout?.on('data', onData)
    this.#child.stderr?.on('data', onData)
    live.add(this)
  }

  get pid(): number {
    return this.#child.pid as number
  }

  /** Resolves once `isReady` says so. @throws with what was printed when the process ends before or takes too long */
  async ready(isReady: () => Promise<boolean>): Promise<this> {
    for (let waited = 0; waited < startLimitMs; waited += 50) {
      if (this.#hasEnded) break
      if (await isReady().catch(() => false)) return this
      await sleep(50)
    }
    await this[Symbol.asyncDispose]()
    throw new Error(`${this.#child.spawnfile} did not come up: ${this.#output}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    live.delete(this)
    if (this.#hasEnded) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await exit
    clearTimeout(limit)
  }

  get #hasEnded(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null
  }
}

const live = new Set<Daemon>()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([...live].map((daemon) => daemon[Symbol.asyncDispose]()))
    process.exit(1)
  })
}
