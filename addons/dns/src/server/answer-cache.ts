import type { Clock, Random } from '@knarr/machinery'
import type { Exchange, Query, Repeat, Reply } from '../plugin.ts'
import { type AnswerLayout, layoutOf } from './answer-layout.ts'

type Client = Query['client']

/** An answer's bytes as they were sent last, and what must be done to them to send them again. */
interface Entry {
  readonly bytes: Buffer
  readonly layout: AnswerLayout
  readonly ttls: readonly number[]
  readonly repeat: Repeat
  readonly observers: readonly ((exchange: Exchange) => void)[]
  readonly firstAge: number
  age: number
}

const capacity = 16_384
/** Longer requests carry options that no other request has. */
const longestRequest = 300

/**
 * Answers, by the bytes of their requests, that plugins said would come out the same again: these are sent without
 * reading the request or asking a plugin. What does change is changed in the bytes: the ID, TTLs, the order.
 */
export class AnswerCache {
  readonly #clock: Clock
  readonly #random: Random
  readonly #entries = new Map<string, Entry | 'by client'>()

  constructor({ clock, random }: { clock: Clock; random: Random }) {
    this.#clock = clock
    this.#random = random
  }

  /** The answer to the request, if it is known and still holds. */
  find(request: Buffer, client: Client): Buffer | undefined {
    if (request.length > longestRequest) return undefined
    const key = keyOf(request)
    const found = this.#entries.get(key)
    if (!found) return undefined
    if (found !== 'by client') return this.#again(key, found, request, client)
    const ownKey = keyFor(client, key)
    const own = this.#entries.get(ownKey)
    return own && own !== 'by client' ? this.#again(ownKey, own, request, client) : undefined
  }

  #again(key: string, entry: Entry, request: Buffer, client: Client): Buffer | undefined {
    const now = this.#clock.now()
    if (!entry.repeat.holds(now)) {
      this.#entries.delete(key)
      return undefined
    }
    this.#renew(entry, now)
    const bytes = Buffer.allocUnsafe(entry.bytes.length)
    bytes.set(entry.bytes)
    bytes[0] = request[0] as number
    bytes[1] = request[1] as number
    const exchange = { client, requestSize: request.length, responseSize: bytes.length, isRepeat: true }
    for (const observe of entry.observers) observe(exchange)
    return bytes
  }

  /** Remembers what a request was answered with, if the reply says that it would be the same again. */
  keep(request: Buffer, client: Client, reply: Reply, bytes: Buffer): void {
    const { repeat, observers = [] } = reply
    if (!repeat || request.length > longestRequest) return
    const layout = layoutOf(bytes)
    // Records that cannot change places in the bytes are put in order by the plugin each time.
    const shuffled = reply.answers.filter(({ type }) => type !== 'CNAME').length
    if (repeat.isShuffled && layout.movable.count < shuffled) return
    const age = repeat.ageSeconds?.(this.#clock.now()) ?? 0
    const ttls = layout.ttlOffsets.map((offset) => bytes.readUInt32BE(offset))
    const key = keyOf(request)
    if (repeat.isForClient) this.#store(key, 'by client')
    const entry = { bytes, layout, ttls, repeat, observers, firstAge: age, age }
    this.#store(repeat.isForClient ? keyFor(client, key) : key, entry)
  }

  #store(key: string, entry: Entry | 'by client'): void {
    if (this.#entries.size >= capacity) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
    this.#entries.set(key, entry)
  }

  #renew(entry: Entry, now: number): void {
    const { repeat, layout, bytes, ttls, firstAge } = entry
    const age = repeat.ageSeconds?.(now) ?? 0
    if (age !== entry.age) {
      entry.age = age
      for (const [index, offset] of layout.ttlOffsets.entries()) {
        bytes.writeUInt32BE(Math.max(0, (ttls[index] ?? 0) - (age - firstAge)), offset)
      }
    }
    if (repeat.isShuffled) this.#bringForward(bytes, layout.movable)
  }

  /** Any of the records comes first, each as often as another. */
  #bringForward(bytes: Buffer, { start, size, count }: AnswerLayout['movable']): void {
    const other = start + size * Math.floor(this.#random.next() * count)
    for (let index = 0; index < size; index++) {
      const held = bytes[start + index] as number
      bytes[start + index] = bytes[other + index] as number
      bytes[other + index] = held
    }
  }
}

/** Everything but the ID. */
function keyOf(request: Buffer): string {
  return request.toString('latin1', 2)
}

function keyFor({ address }: Client, key: string): string {
  return `${address} ${key}`
}
