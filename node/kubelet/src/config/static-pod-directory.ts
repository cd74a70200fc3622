import { type FSWatcher, watch } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod } from '@knarr/api/core/v1'
import type { Logger } from '@knarr/component'
import { type Clock, every, keyOf, keyText, type Timer } from '@knarr/machinery'
import { staticPodOf } from './static-pod.ts'

export interface StaticPodDirectoryOptions {
  readonly path: string
  readonly nodeName: string
  readonly clock: Clock
  readonly logger: Logger
  readonly checkFrequencyMs: number
  /** Every pod of the directory, each time they were read. */
  onPods(pods: readonly Pod[]): void
}

/** Reads the manifests of a directory when they change, and now and then in case nobody told. */
export class StaticPodDirectory {
  readonly #options: StaticPodDirectoryOptions
  #timer: Timer | undefined
  #watcher: FSWatcher | undefined
  #reading: Promise<void> = Promise.resolve()
  #readers = 0
  #isStopped = false

  constructor(options: StaticPodDirectoryOptions) {
    this.#options = options
  }

  /** Resolves once the directory was read for the first time. */
  async start(): Promise<void> {
    const { clock, checkFrequencyMs, path } = this.#options
    const read = (): void => void this.read()
    await this.read()
    this.#timer = every(clock, checkFrequencyMs, read)
    try {
      this.#watcher = watch(path, { persistent: false }, read)
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch {
      // No such directory yet: looking now and then has to do.
    }
  }

  /** Whether nobody reads it at this moment. */
  get isIdle(): boolean {
    return this.#readers === 0
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
    this.#watcher?.close()
  }

  /** Reads the directory, after whoever is reading it now. */
  read(): Promise<void> {
    this.#readers++
    this.#reading = this.#reading.then(() => this.#read()).finally(() => this.#readers--)
    return this.#reading
  }

  async #read(): Promise<void> {
    const { path, logger, onPods } = this.#options
    const pods = new Map<string, Pod>()
    try {
      for (const name of (await namesIn(path)).sort()) {
        const pod = await this.#podIn(join(path, name))
        if (!pod) continue
        const key = keyText(keyOf(pod))
        if (pods.has(key)) logger.error('two manifests name the same static pod', { path: name, pod: key })
        else pods.set(key, pod)
      }
    } catch (err) {
      // What cannot be read is not known to be gone: the pods stay as they are.
      logger.error('cannot read the static pods', { path, err })
      return
    }
    if (!this.#isStopped) onPods([...pods.values()])
  }

  /** A manifest that is no pod is told of and left out. */
  async #podIn(path: string): Promise<Pod | undefined> {
    const { nodeName, clock, logger } = this.#options
    try {
      if (!(await stat(path)).isFile()) return undefined
      return staticPodOf(await readFile(path), { path, nodeName, clock })
    } catch (err) {
      logger.error('cannot process a manifest file', { path, err })
      return undefined
    }
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith('.'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
