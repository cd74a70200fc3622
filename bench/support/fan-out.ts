import { performance } from 'node:perf_hooks'
import type { ApiConnection } from './api-connection.ts'

const limitMs = 60_000

/** Many watchers of the same ConfigMaps, and one ConfigMap there that is changed. */
export class FanOut {
  readonly #writer: ApiConnection
  readonly #path: string
  readonly watchers: number
  #count = 0
  #target = 0
  #reached: (() => void) | undefined
  #turn = 0

  private constructor(writer: ApiConnection, path: string, watchers: number) {
    this.#writer = writer
    this.#path = path
    this.watchers = watchers
  }

  /** Watches `path`, a collection of ConfigMaps, as often as told; what is changed there is made first. */
  static async open(
    { writer, readers }: { readonly writer: ApiConnection; readonly readers: ApiConnection },
    { path, watchers }: { readonly path: string; readonly watchers: number },
  ): Promise<FanOut> {
    const metadata = { name: 'subject' }
    const subject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { turn: '' } }
    await writer.call({ method: 'POST', path, body: JSON.stringify(subject) })
    const fanOut = new FanOut(writer, path, watchers)
    await fanOut.#watch(readers)
    return fanOut
  }

  async #watch(readers: ApiConnection): Promise<void> {
    const { body = '{}' } = await readers.succeed({ method: 'GET', path: this.#path })
    const since = JSON.parse(body).metadata.resourceVersion
    const open = Array.from({ length: this.watchers }, async () => {
      const { promise, resolve } = Promise.withResolvers<unknown>()
      const path = `${this.#path}?watch=true&resourceVersion=${since}`
      readers.watch(path, () => this.#told()).once('response', resolve)
      await promise
    })
    await Promise.all(open)
  }

  /** Changes the object so often at once; how long until every watcher was told of every change. */
  async change(times: number): Promise<number> {
    this.#target = this.#count + this.watchers * times
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#reached = resolve
    const limit = setTimeout(() => {
      reject(new Error(`${this.#count} of ${this.#target} events in ${limitMs} ms`))
    }, limitMs)
    const started = performance.now()
    const changes = Array.from({ length: times }, () => this.#change())
    await Promise.all([...changes, promise]).finally(() => clearTimeout(limit))
    return performance.now() - started
  }

  #told(): void {
    this.#count++
    if (this.#count === this.#target) this.#reached?.()
  }

  #change(): Promise<unknown> {
    return this.#writer.succeed({
      ...{ method: 'PATCH', path: `${this.#path}/subject`, contentType: 'application/merge-patch+json' },
      body: JSON.stringify({ data: { turn: String(this.#turn++) } }),
    })
  }
}
