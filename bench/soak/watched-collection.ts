import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiConnection } from '../support/api-connection.ts'

export const collection: string = '/api/v1/namespaces/soak/configmaps'

const settleMs = 5000
const restMs = 100
const failure = '{"type":"ERROR"'
const deletion = '{"type":"DELETED"'
const revisionOf = /"resourceVersion":"(\d+)"/

/** What one watcher was told: how many events, up to which revision, and the sum of the revisions that left an object. */
class Told {
  events = 0
  sum = 0
  revision = 0
  repeated = 0
  /** How often its watch was ended by the server, and begun anew where it was. */
  resumed = 0
  /** It cannot go on: what it was told last is not kept any more. */
  isLost = false

  add(line: string): void {
    if (line.startsWith(failure)) {
      this.isLost = true
      return
    }
    const revision = Number(revisionOf.exec(line)?.[1])
    if (revision <= this.revision) this.repeated++
    this.revision = Math.max(this.revision, revision)
    this.events++
    if (!line.startsWith(deletion)) this.sum += revision
  }
}

/**
 * Watchers of the collection, held against what was written there: each is to be told every revision once and in
 * order. One whose watch is ended goes on where it was, as every informer does. What a deletion's revision is no answer
 * says, so these are only counted.
 */
export class WatchedCollection {
  readonly #told: Told[] = []
  #isOver = false
  #writes = 0
  /** Of the revisions that writes were answered with. */
  #sum = 0

  static async open(readers: ApiConnection, watchers: number): Promise<WatchedCollection> {
    const watched = new WatchedCollection()
    const { body = '{}' } = await readers.succeed({ method: 'GET', path: collection })
    const since = JSON.parse(body).metadata.resourceVersion
    await Promise.all(Array.from({ length: watchers }, () => watched.#watch(readers, since)))
    return watched
  }

  /** One more write that every watcher is to be told of. */
  written(revision: number | 'deletion'): void {
    this.#writes++
    if (revision !== 'deletion') this.#sum += revision
  }

  /** Once nothing more comes: what is wrong, of all watchers together. */
  async settled(): Promise<{ events: number; missed: number; repeated: number; resumed: number }> {
    const isBehind = (): boolean => this.#told.some(({ events, isLost }) => events < this.#writes && !isLost)
    for (let waited = 0; isBehind() && waited < settleMs * 12; waited += settleMs) await sleep(settleMs)
    this.#isOver = true
    const missed = this.#told.map(({ events, sum }) =>
      Math.max(Math.abs(this.#writes - events), sum === this.#sum ? 0 : 1),
    )
    const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
    return {
      events: total(this.#told.map(({ events }) => events)),
      missed: total(missed),
      repeated: total(this.#told.map(({ repeated }) => repeated)),
      resumed: total(this.#told.map(({ resumed }) => resumed)),
    }
  }

  async #watch(readers: ApiConnection, since: string): Promise<void> {
    const told = new Told()
    this.#told.push(told)
    told.revision = Number(since)
    await this.#follow(readers, told)
  }

  async #follow(readers: ApiConnection, told: Told): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const path = `${collection}?watch=true&timeoutSeconds=86400&resourceVersion=${told.revision}`
    const stream = readers.watch(path, (line) => told.add(line)).once('response', resolve)
    stream.once('close', () => {
      if (this.#isOver || told.isLost) return
      told.resumed++
      setTimeout(() => void this.#follow(readers, told), restMs)
    })
    await promise
  }
}
