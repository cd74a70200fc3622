import { type FSWatcher, mkdirSync, rmSync, watch } from 'node:fs'
import { type ExitRecord, readExitRecord } from './exit-record.ts'

/** The directory supervisors write the ends of containers to. */
export class ExitWatch {
  readonly #directory: string
  readonly #watcher: FSWatcher

  /** Calls `onExit` with the id of a container whose end has been written. */
  constructor(directory: string, onExit: (id: string) => void) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true })
    this.#watcher = watch(directory, { persistent: false }, (_event, name) => {
      if (name && !name.endsWith('.new')) onExit(name)
    })
    // Without a watch, ends are still noticed when somebody asks.
    this.#watcher.on('error', () => this.#watcher.close())
  }

  fileOf(id: string): string {
    return `${this.#directory}/${id}`
  }

  read(id: string): ExitRecord | undefined {
    return readExitRecord(this.fileOf(id))
  }

  forget(id: string): void {
    rmSync(this.fileOf(id), { force: true })
    rmSync(`${this.fileOf(id)}.new`, { force: true })
  }

  close(): void {
    this.#watcher.close()
  }
}
