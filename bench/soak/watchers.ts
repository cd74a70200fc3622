import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { ApiConnection } from '../support/api-connection.ts'
import { type Tally, type ToldTotals, WatchedCollections } from './watched-collections.ts'

interface WatcherOptions {
  readonly kubeconfig: string
  readonly connections: number
  readonly everywhere: number
  readonly each: number
}

/** The watchers in a thread of their own: what they read is not to be in the way of who measures calls. */
export class Watchers {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  static async start(options: WatcherOptions): Promise<Watchers> {
    const worker = new Worker(new URL(import.meta.url), { workerData: options })
    await once(worker, 'message')
    return new Watchers(worker)
  }

  /** Once nothing more comes: what they were told, against what there was to be told of. */
  async settled(tally: Tally): Promise<ToldTotals> {
    this.#worker.postMessage(tally)
    const [told] = await once(this.#worker, 'message')
    await this.#worker.terminate()
    return told
  }
}

if (!isMainThread && parentPort) {
  const { kubeconfig, connections, ...watching } = workerData as WatcherOptions
  const readers = await ApiConnection.open(kubeconfig, connections)
  const watched = await WatchedCollections.open(readers, watching)
  parentPort.postMessage('ready')
  const [tally] = await once(parentPort, 'message')
  parentPort.postMessage(await watched.settled(tally))
}
