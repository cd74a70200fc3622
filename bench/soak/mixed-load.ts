import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiConnection, Call } from '../support/api-connection.ts'
import { Latencies } from './latencies.ts'
import { collectionOf, namespaces, type Written } from './watched-collections.ts'

const inFlight = 16

/** Whose objects they are: so many of the name with a number behind it. */
export interface LoadedObjects {
  readonly name: string
  readonly count: number
}

/**
 * Creates, reads, changes and deletes ConfigMaps in many namespaces: of ten calls five read, three change, one deletes
 * and one creates. `written` hears of each write.
 */
export class MixedLoad {
  readonly #api: ApiConnection
  readonly #objects: LoadedObjects
  readonly #written: (write: Written) => void
  /** By number: who is busy with an object is alone with it. */
  readonly #there = new Set<number>()
  readonly #busy = new Set<number>()
  #turn = 0

  constructor(api: ApiConnection, objects: LoadedObjects, written: (write: Written) => void) {
    this.#api = api
    this.#objects = objects
    this.#written = written
  }

  /** Calls a second, as many as there is room for. */
  async flatOut(seconds: number): Promise<number> {
    const until = performance.now() + seconds * 1000
    let calls = 0
    const worker = async (): Promise<void> => {
      while (performance.now() < until) {
        await this.#one()
        calls++
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
    return calls / seconds
  }

  /**
   * So many calls a second, each begun at its time whether the one before is answered or not; where every object is
   * busy, once one is free.
   */
  async paced(perSecond: number, seconds: number): Promise<{ calls: number; latencies: Latencies }> {
    const started = performance.now()
    const latencies = new Latencies()
    const open = new Set<Promise<void>>()
    let calls = 0
    while (performance.now() - started < seconds * 1000) {
      const due = ((performance.now() - started) / 1000) * perSecond
      for (; calls < due && open.size < this.#objects.count; calls++) {
        const call = this.#timed().then((ms) => latencies.add(ms))
        const done = call.finally(() => open.delete(done))
        open.add(done)
      }
      await sleep(2)
    }
    await Promise.all(open)
    return { calls, latencies }
  }

  async #timed(): Promise<number> {
    const sent = performance.now()
    await this.#one()
    return performance.now() - sent
  }

  async #one(): Promise<void> {
    const turn = this.#turn++
    const number = this.#free(turn * 7919)
    this.#busy.add(number)
    try {
      await this.#callOn(number, turn)
    } finally {
      this.#busy.delete(number)
    }
  }

  /** The next object nobody is busy with. */
  #free(from: number): number {
    const { count } = this.#objects
    let number = from % count
    while (this.#busy.has(number)) number = (number + 1) % count
    return number
  }

  async #callOn(number: number, turn: number): Promise<void> {
    const namespace = number % namespaces
    const collection = collectionOf(namespace)
    const name = `${this.#objects.name}-${number}`
    const path = `${collection}/${name}`
    if (!this.#there.has(number)) {
      const body = JSON.stringify(mapOf(name, turn))
      await this.#write(namespace, { method: 'POST', path: collection, body })
      this.#there.add(number)
      return
    }
    const kind = turn % 10
    if (kind === 0) {
      await this.#api.succeed({ method: 'DELETE', path })
      this.#there.delete(number)
      this.#written({ namespace, revision: undefined })
    } else if (kind < 5) {
      const body = JSON.stringify({ data: { turn: String(turn) } })
      const contentType = 'application/merge-patch+json'
      await this.#write(namespace, { method: 'PATCH', path, body, contentType })
    } else await this.#api.succeed({ method: 'GET', path })
  }

  async #write(namespace: number, call: Call): Promise<void> {
    const { body = '' } = await this.#api.succeed(call)
    this.#written({ namespace, revision: Number(JSON.parse(body).metadata.resourceVersion) })
  }
}

function mapOf(name: string, turn: number): object {
  const data = { turn: String(turn), text: 'x'.repeat(200) }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
}
