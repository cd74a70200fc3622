import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Runs a command inside the node's namespaces. @throws where it fails */
export type RunOnNode = (argv: readonly string[]) => Promise<void>

/** What volumes have mounted inside the node's namespaces, looked for once. */
export class NodeMounts {
  readonly #run: RunOnNode
  /** What this process has mounted or seen mounted, so that it need not look at every sync. */
  readonly #known = new Set<string>()

  constructor(run: RunOnNode) {
    this.#run = run
  }

  /** Calls `mount` unless something is mounted at the directory; a node made anew has lost its predecessor's mounts. */
  async ensure(directory: string, mount: () => Promise<void>): Promise<void> {
    if (this.#known.has(directory)) return
    if (!(await this.#isMounted(directory))) await mount()
    this.#known.add(directory)
  }

  /** Unmounts what is mounted at the directories directly in `parent`. */
  async unmountIn(parent: string): Promise<void> {
    for (const name of await readdir(parent).catch(() => [])) {
      const path = join(parent, name)
      this.#known.delete(path)
      if (await this.#isMounted(path)) await this.#run(['umount', '-l', path])
    }
  }

  async #isMounted(directory: string): Promise<boolean> {
    try {
      await this.#run(['mountpoint', '-q', directory])
      return true
    } catch {
      return false
    }
  }
}
