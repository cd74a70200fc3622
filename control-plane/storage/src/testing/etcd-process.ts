import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'

export interface EtcdProcessOptions {
  readonly args?: readonly string[]
  /** `http` unless given. */
  readonly scheme?: 'http' | 'https'
}

/** A real etcd of one member on loopback, with a directory of its own. */
export class EtcdProcess implements AsyncDisposable {
  readonly port: number
  readonly endpoint: string
  readonly directory: string
  readonly #options: EtcdProcessOptions
  #child: ChildProcess

  private constructor(directory: string, port: number, options: EtcdProcessOptions) {
    this.directory = directory
    this.port = port
    this.endpoint = `${options.scheme ?? 'http'}://127.0.0.1:${port}`
    this.#options = options
    this.#child = this.#spawn()
  }

  /** Resolves once it serves clients. */
  static async start(options: EtcdProcessOptions = {}): Promise<EtcdProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'knarr-etcd-'))
    const etcd = new EtcdProcess(directory, await freePort(), options)
    await etcd.#ready()
    return etcd
  }

  /** Ends it at once; its directory stays for `restart`. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  async restart(): Promise<void> {
    await this.kill()
    this.#child = this.#spawn()
    await this.#ready()
  }

  /** Holds it up: it takes connections and answers nothing. */
  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    rmSync(this.directory, { recursive: true, force: true })
  }

  #spawn(): ChildProcess {
    const args = [
      ...['--name', 'test', '--data-dir', join(this.directory, 'data'), '--logger', 'zap'],
      ...['--listen-client-urls', this.endpoint, '--advertise-client-urls', this.endpoint],
      ...['--listen-peer-urls', 'http://127.0.0.1:0'],
      ...['--heartbeat-interval', '10', '--election-timeout', '50'],
      ...(this.#options.args ?? []),
    ]
    return spawn('etcd', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  }

  async #ready(): Promise<void> {
    let output = ''
    const { stderr } = this.#child
    if (!stderr) throw new Error('etcd has no standard error')
    for await (const chunk of stderr.iterator({ destroyOnReturn: false })) {
      output += chunk
      if (output.includes('serving client')) break
    }
    if (!output.includes('serving client')) throw new Error(`etcd ended: ${output}`)
    stderr.resume()
  }
}

/** A group of tests that need a real etcd. Where there is none the group says so; in CI it fails. */
export function describeWithEtcd(name: string, tests: () => void): void {
  try {
    execFileSync('etcd', ['--version'], { stdio: 'ignore' })
  } catch {
    const reason = `${name}: NOT TESTED. etcd is not installed (Debian package etcd-server).`
    it(reason, ({ skip }) => {
      if (process.env.CI) throw new Error(reason)
      process.stderr.write(`\n${reason}\n`)
      skip(reason)
    })
    return
  }
  describe(name, { timeout: 60_000 }, tests)
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
