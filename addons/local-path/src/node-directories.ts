import { chmod, mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PersistentVolume } from '@knarr/api/core/v1'

/** Where volumes are on each node of this machine. A volume is the directory of its name, and nothing else is touched. */
export class NodeDirectories {
  readonly #byNode: ReadonlyMap<string, string>

  constructor(byNode: ReadonlyMap<string, string>) {
    this.#byNode = byNode
  }

  /** In the order they were given. */
  get nodes(): readonly string[] {
    return [...this.#byNode.keys()]
  }

  pathOf(node: string, volume: string): string {
    const directory = this.#byNode.get(node)
    if (directory === undefined) throw new Error(`node "${node}" is not on this machine`)
    return join(directory, volume)
  }

  /** Whether a volume's directory is on one of these nodes, where its name says it is. */
  has({ metadata, spec }: PersistentVolume): boolean {
    const path = spec.local?.path ?? ''
    return basename(path) === metadata.name && [...this.#byNode.values()].includes(dirname(path))
  }

  /** Whatever a container runs as may write there; other users of the machine do not come that far. */
  async make(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await mkdir(path, { recursive: true })
    await chmod(path, 0o777)
  }

  /** @throws where the volume is none of these nodes' */
  async remove(volume: PersistentVolume): Promise<void> {
    if (!this.has(volume))
      throw new Error(`volume "${volume.metadata.name}" is not on a node of this machine`)
    await rm(volume.spec.local?.path ?? '', { recursive: true, force: true })
  }

  /** Removes directories that nobody knows; one that holds anything stays, as its volume was kept on purpose. */
  async sweep(isKnown: (volume: string) => boolean): Promise<void> {
    for (const directory of this.#byNode.values()) {
      const names = await readdir(directory).catch(() => [])
      for (const name of names) if (!isKnown(name)) await rmdir(join(directory, name)).catch(() => undefined)
    }
  }
}
