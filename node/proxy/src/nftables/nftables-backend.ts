import type { RunCommand } from '@knarr/linux'
import type { ServiceChange } from '../changes/change-tracker.ts'
import type { Topology } from '../model/categorize-endpoints.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
import type { NftFragment } from './nft-fragment.ts'
import type { NftOptions } from './nft-options.ts'
import { NftTable } from './nft-table.ts'
import { renderService } from './render-service.ts'

export interface NftablesBackendOptions extends NftOptions {
  readonly run: RunCommand
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
}

/** The table `kube-proxy` of one IP family in a node's kernel. */
export class NftablesBackend implements ProxyBackend {
  readonly #options: NftablesBackendOptions
  readonly #table: NftTable
  #isInKernel = false

  constructor(options: NftablesBackendOptions) {
    this.#options = options
    this.#table = new NftTable(options)
  }

  /** Makes the next `sync` write the whole table. */
  invalidate(): void {
    this.#isInKernel = false
  }

  /**
   * Brings the kernel to where the services are, in one transaction: what changed, or the whole table at first, after
   * `invalidate` and after an error. A change that is refused is tried once more as the whole table.
   */
  async sync(changes: readonly ServiceChange[], topology: Topology): Promise<{ readonly isFull: boolean }> {
    const fragments = new Map<string, NftFragment>()
    for (const { key, entries } of changes)
      fragments.set(key, renderService(entries, topology, this.#options))
    const commands = this.#table.update(fragments)
    if (!this.#isInKernel || !(await this.#isApplied(commands))) {
      this.#isInKernel = false
      await this.#apply(this.#table.whole())
      this.#isInKernel = true
      return { isFull: true }
    }
    return { isFull: false }
  }

  async #isApplied(commands: readonly string[]): Promise<boolean> {
    try {
      await this.#apply(commands)
      return true
    } catch {
      return false
    }
  }

  async #apply(commands: readonly string[]): Promise<void> {
    if (commands.length === 0) return
    const { run, enter } = this.#options
    await run(enter(['nft', '-f', '-']), { input: `${commands.join('\n')}\n` })
  }

  /** Removes the table and nothing else. */
  async cleanup(): Promise<void> {
    const table = `${this.#options.family === 'IPv4' ? 'ip' : 'ip6'} kube-proxy`
    await this.#apply([`add table ${table}`, `delete table ${table}`])
    this.#isInKernel = false
  }
}
