import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiConnection } from '../support/api-connection.ts'

export const namespaces = 20

export const namespaceOf = (number: number): string => `soak-${number}`
export const collectionOf = (number: number): string => `/api/v1/namespaces/${namespaceOf(number)}/configmaps`

/** A write that was answered; a deletion's answer does not say its revision. */
export interface Written {
  readonly namespace: number
  readonly revision: number | undefined
}

const settleMs = 5000
const restMs = 100
const failure = '{"type":"ERROR"'
const deletion = '{"type":"DELETED"'
const revisionOf = /"resourceVersion":"(\d+)"/

/** How much there was to be told of: in all namespaces, then in each. */
export type Tally = readonly { readonly writes: number; readonly sum: number }[]

/** What the writes that were answered come to. */
export class WriteTally {
  readonly #places = Array.from({ length: namespaces + 1 }, () => ({ writes: 0, sum: 0 }))

  /** One more write that its watchers are to be told of. */
  add({ namespace, revision = 0 }: Written): void {
    for (const place of [0, namespace + 1]) {
      const tally = this.#places[place] as { writes: number; sum: number }
      tally.writes++
      tally.sum += revision
    }
  }

  get places(): Tally {
    return this.#places
  }
}

/** All namespaces, then each. */
const paths = [
  '/api/v1/configmaps',
  ...Array.from({ length: namespaces }, (_, number) => collectionOf(number)),
]

export interface ToldTotals {
  readonly events: number
  readonly missed: number
  readonly repeated: number
  readonly resumed: number
}

/** What one watcher was told: how many events, up to which revision, and the sum of the revisions that left an object. */
class Told {
  /** Of `paths`. */
  readonly place: number
  events = 0
  sum = 0
  revision = 0
  repeated = 0
  /** How often its watch was ended by the server, and begun anew where it was. */
  resumed = 0
  /** It cannot go on: what it was told last is not kept any more. */
  isLost = false

  constructor(place: number, revision: number) {
    this.place = place
    this.revision = revision
  }

  isBehind(tally: Tally): boolean {
    return this.events < (tally[this.place]?.writes ?? 0) && !this.isLost
  }

  missed(tally: Tally): number {
    const { writes, sum } = tally[this.place] ?? { writes: 0, sum: 0 }
    return Math.max(Math.abs(writes - this.events), sum === this.sum ? 0 : 1)
  }

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
 * Watchers of all namespaces, as controllers are, and of single ones, held against what was written there: each is to
 * be told every revision once and in order. One whose watch is ended goes on where it was, as every informer does. What
 * a deletion's revision is no answer says, so these are only counted.
 */
export class WatchedCollections {
  #told: readonly Told[] = []
  #isOver = false

  /** `everywhere` watchers of all namespaces, and `each` of every single one. */
  static async open(
    readers: ApiConnection,
    { everywhere, each }: { readonly everywhere: number; readonly each: number },
  ): Promise<WatchedCollections> {
    const watched = new WatchedCollections()
    const { body = '{}' } = await readers.succeed({ method: 'GET', path: paths[0] as string })
    const since = Number(JSON.parse(body).metadata.resourceVersion)
    const places = [
      ...Array.from({ length: everywhere }, () => 0),
      ...paths.slice(1).flatMap((_, number) => Array.from({ length: each }, () => number + 1)),
    ]
    watched.#told = places.map((place) => new Told(place, since))
    await Promise.all(watched.#told.map((told) => watched.#follow(readers, told)))
    return watched
  }

  /** Once nothing more comes: what is wrong, of all watchers together. */
  async settled(tally: Tally): Promise<ToldTotals> {
    const isBehind = (): boolean => this.#told.some((told) => told.isBehind(tally))
    for (let waited = 0; isBehind() && waited < settleMs * 12; waited += settleMs) await sleep(settleMs)
    this.#isOver = true
    const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0)
    return {
      events: total(this.#told.map(({ events }) => events)),
      missed: total(this.#told.map((told) => told.missed(tally))),
      repeated: total(this.#told.map(({ repeated }) => repeated)),
      resumed: total(this.#told.map(({ resumed }) => resumed)),
    }
  }

  async #follow(readers: ApiConnection, told: Told): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const path = `${paths[told.place]}?watch=true&timeoutSeconds=86400&resourceVersion=${told.revision}`
    const stream = readers.watch(path, (line) => told.add(line)).once('response', resolve)
    stream.once('close', () => {
      if (this.#isOver || told.isLost) return
      told.resumed++
      setTimeout(() => void this.#follow(readers, told), restMs)
    })
    await promise
  }
}
