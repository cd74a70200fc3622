import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { freePort } from './free-port.ts'

export type Runtime = 'sandbox' | 'containerd' | 'none'

export interface StartOptions {
  readonly runtime: Runtime
  /** A fresh one unless given. */
  readonly dataDirectory?: string
  /** The bundle with this Node, unless `npm start` is what is measured. */
  readonly command?: 'bundle' | 'npm start'
}

const root = join(import.meta.dirname, '..', '..')
const bundle = join(root, 'dist', 'knarr.js')
const startLimitMs = 30_000

/** Flags for the measured process's Node, such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`. */
const nodeFlags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []

const live = new Set<KnarrProcess>()

// An interrupted measurement leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([...live].map((knarr) => knarr[Symbol.asyncDispose]()))
    process.exit(1)
  })
}

export function newDataDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'knarr-bench-'))
}

/** `knarr up` in a process of its own, as a user runs it. */
export class KnarrProcess {
  readonly dataDirectory: string
  /** From the start of the process to its ready line. */
  readonly readyMs: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, dataDirectory: string, readyMs: number) {
    this.#child = child
    this.dataDirectory = dataDirectory
    this.readyMs = readyMs
  }

  /** Resolves at the ready line; rejects with what was printed when the process ends before it. */
  static async start(options: StartOptions): Promise<KnarrProcess> {
    if (!existsSync(bundle)) throw new Error('dist/knarr.js is missing: run npm run build first')
    const dataDirectory = options.dataDirectory ?? newDataDirectory()
    const flags = [
      ...['--data-dir', dataDirectory, '--kubeconfig', join(dataDirectory, 'kubeconfig.yaml')],
      ...['--https-port', String(await freePort()), '--runtime', options.runtime],
    ]
    const isNpm = options.command === 'npm start'
    const command = isNpm ? 'npm' : process.execPath
    const args = isNpm ? ['start', '--', ...flags] : [...nodeFlags, bundle, 'up', ...flags]
    const started = performance.now()
    // A group of its own, so that what npm starts hears the signal too.
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: isNpm })
    await readyLine(child)
    const knarr = new KnarrProcess(child, dataDirectory, performance.now() - started)
    live.add(knarr)
    return knarr
  }

  get pid(): number {
    return this.#child.pid as number
  }

  get kubeconfig(): string {
    return join(this.dataDirectory, 'kubeconfig.yaml')
  }

  /** As Ctrl-C does; state stays. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    process.kill(this.#child.spawnfile === 'npm' ? -this.pid : this.pid, 'SIGINT')
    await exit
  }

  async [Symbol.asyncDispose](): Promise<void> {
    live.delete(this)
    await this.stop()
    reset(this.dataDirectory)
  }
}

/** Removes every container, node and file of a data directory. */
export function reset(dataDirectory: string): void {
  if (existsSync(dataDirectory))
    execFileSync(process.execPath, [bundle, 'reset', '--data-dir', dataDirectory], { stdio: 'ignore' })
  rmSync(dataDirectory, { recursive: true, force: true })
}

async function readyLine(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let output = ''
  const onData = (chunk: Buffer): void => {
    output += chunk
    if (/ready in \d+ ms/.test(output)) resolve()
  }
  child.stdout?.on('data', onData)
  child.stderr?.on('data', onData)
  child.once('exit', (code) => reject(new Error(`knarr ended with ${code}: ${output}`)))
  const limit = setTimeout(() => {
    child.kill('SIGKILL')
    reject(new Error(`knarr was not ready in ${startLimitMs} ms: ${output}`))
  }, startLimitMs)
  await promise.finally(() => clearTimeout(limit))
}
