import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { ApiConnection } from '../support/api-connection.ts'
import { MixedLoad } from './mixed-load.ts'
import type { Written } from './watched-collections.ts'

interface ProbeOptions {
  readonly kubeconfig: string
  /** Calls a second. */
  readonly perSecond: number
  readonly seconds: number
}

interface ProbeReport {
  readonly calls: number
  readonly 'p50 ms': number
  readonly 'p99 ms': number
}

/**
 * A client of few calls, in a thread and on a connection of its own, which says how long a call takes for whoever does
 * not make the load himself: a process that makes thousands of calls a second is often late to notice an answer.
 */
export class Probe {
  readonly #worker: Worker
  readonly #report: Promise<ProbeReport>

  private constructor(worker: Worker, written: (write: Written) => void) {
    this.#worker = worker
    const { promise, resolve, reject } = Promise.withResolvers<ProbeReport>()
    this.#report = promise
    worker.on('message', (message: Written | ProbeReport) => {
      if ('namespace' in message) written(message)
      else resolve(message)
    })
    worker.once('error', reject)
  }

  /** `written` hears of each write. */
  static start(options: ProbeOptions, written: (write: Written) => void): Probe {
    return new Probe(new Worker(new URL(import.meta.url), { workerData: options }), written)
  }

  /** Once its time is over. */
  async ended(): Promise<ProbeReport> {
    const report = await this.#report
    await this.#worker.terminate()
    return report
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const { kubeconfig, perSecond, seconds } = workerData as ProbeOptions
  const api = await ApiConnection.open(kubeconfig)
  const load = new MixedLoad(api, { name: 'probe', count: 100 }, (write) => port.postMessage(write))
  const { calls, latencies } = await load.paced(perSecond, seconds)
  const report = { calls, 'p50 ms': latencies.percentile(0.5), 'p99 ms': latencies.percentile(0.99) }
  port.postMessage(report)
  await once(port, 'close')
}
