import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'

/** A `peer.ts` in a network namespace of the guest. */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  private constructor(child: ChildProcessWithoutNullStreams, lines: Interface) {
    this.#child = child
    this.#lines = lines[Symbol.asyncIterator]()
  }

  /** Listens on all addresses and answers with the namespace's name. */
  static async serve(namespace: string | undefined, port: number): Promise<void> {
    const peer = PeerProcess.#start(namespace, ['serve', namespace ?? 'host', String(port)])
    await peer.#lines.next()
  }

  /** In the guest's own namespace unless one is given. */
  static connect(namespace?: string): PeerProcess {
    return PeerProcess.#start(namespace, ['connect'])
  }

  static #start(namespace: string | undefined, args: readonly string[]): PeerProcess {
    const enter = namespace ? ['ip', 'netns', 'exec', namespace] : []
    const [command = '', ...rest] = [
      ...enter,
      process.execPath,
      join(import.meta.dirname, 'peer.ts'),
      ...args,
    ]
    const child = spawn(command, rest)
    child.stderr.pipe(process.stderr)
    return new PeerProcess(child, createInterface({ input: child.stdout }))
  }

  /** Opens a connection and keeps it; resolves with the name of who answered, or `error CODE`. */
  async open(address: string, port: number): Promise<string> {
    return (await this.#ask(`open ${address} ${port}`)).replace(/ \d+$/, '')
  }

  /** The names that answered so many connections, all kept open. */
  async openMany(count: number, address: string, port: number): Promise<string[]> {
    const names: string[] = []
    for (let index = 0; index < count; index++) names.push(await this.open(address, port))
    return names
  }

  /** Who answers on the connection opened at that place since the last reset. */
  send(index: number): Promise<string> {
    return this.#ask(`send ${index}`)
  }

  async reset(): Promise<void> {
    await this.#ask('reset')
  }

  async #ask(line: string): Promise<string> {
    this.#child.stdin.write(`${line}\n`)
    return (await this.#lines.next()).value ?? 'error ENDED'
  }
}
