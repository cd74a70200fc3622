import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { stopProcess } from './stop-process.ts'

const run = promisify(execFile)
const bundle = new URL('../../dist/knarr.js', import.meta.url).pathname

export interface KnarrOptions {
  readonly runtime?: 'sandbox' | 'containerd' | 'none' | 'auto'
  readonly nodes?: number
  /** Carries on with the state of an earlier process. */
  readonly dataDirectory?: string
  readonly args?: readonly string[]
}

/** `knarr up` as a user runs it: the bundle, its own data directory, port and kubeconfig. */
export class KnarrProcess {
  readonly dataDirectory: string
  readonly kubeconfig: string
  readonly #child: ChildProcess
  #output = ''

  private constructor(child: ChildProcess, dataDirectory: string, kubeconfig: string) {
    this.#child = child
    this.dataDirectory = dataDirectory
    this.kubeconfig = kubeconfig
    child.stdout?.on('data', (chunk) => {
      this.#output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      this.#output += chunk
    })
  }

  /** Resolves once it said it is ready; rejects with what it printed when it ends before. */
  static async start(options: KnarrOptions = {}): Promise<KnarrProcess> {
    if (!existsSync(bundle)) throw new Error('dist/knarr.js is missing: run npm run build first')
    const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'knarr-'))
    const kubeconfig = join(dataDirectory, 'kubeconfig.yaml')
    const args = [
      'up',
      ...['--data-dir', dataDirectory, '--kubeconfig', kubeconfig, '--https-port', String(await freePort())],
      ...['--runtime', options.runtime ?? 'none', '--nodes', String(options.nodes ?? 1)],
      ...(options.args ?? []),
    ]
    const child = spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const knarr = new KnarrProcess(child, dataDirectory, kubeconfig)
    try {
      await knarr.#ready()
    } catch (error) {
      await knarr.destroy()
      throw error
    }
    return knarr
  }

  get pid(): number {
    return this.#child.pid as number
  }

  get output(): string {
    return this.#output
  }

  async #ready(): Promise<void> {
    while (!/ready in \d+ ms/i.test(this.#output)) {
      if (this.#child.exitCode !== null)
        throw new Error(`knarr ended with ${this.#child.exitCode}: ${this.#output}`)
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), once(this.#child, 'exit')])
    }
  }

  /** As Ctrl-C does; resolves with the exit code. */
  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    return stopProcess(this.#child, signal)
  }

  /** Stops it and removes every container, node and file it made. */
  async destroy(): Promise<void> {
    await this.stop()
    await run(process.execPath, [bundle, 'reset', '--data-dir', this.dataDirectory])
    rmSync(this.dataDirectory, { recursive: true, force: true })
  }
}

/** Another command of the bundle; resolves with what it printed. */
export async function runKnarr(...args: string[]): Promise<string> {
  return (await run(process.execPath, [bundle, ...args])).stdout
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('no port')
  return address.port
}
