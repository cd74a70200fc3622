import { compareKeys } from '../key-order.ts'
import type { KeyValue } from './etcd-messages.ts'

/** The store's own keys, behind the prefix like all others. */
const reserved = 'knarr.io/'

/** How the store's keys and revisions stand in etcd. */
export class EtcdKeys {
  readonly #prefix: string
  /** The etcd revision that is the store's revision 0. */
  readonly #zero: number

  constructor(prefix: string, zero = 0) {
    this.#prefix = prefix
    this.#zero = zero
  }

  /** Written once, at the store's beginning. */
  get meta(): Uint8Array {
    return this.key(`${reserved}store`)
  }

  /** Written with every revision: who wrote it. Its newest revision is the store's. */
  get head(): Uint8Array {
    return this.key(`${reserved}head`)
  }

  key(name: string): Uint8Array {
    return Buffer.from(this.#prefix + name)
  }

  /** etcd has no empty key, and takes an end of one zero byte for none. */
  bounds(from: string, to: string): { key: Uint8Array; rangeEnd: Uint8Array } {
    return { key: this.key(from === '' && this.#prefix === '' ? '\0' : from), rangeEnd: this.key(to) }
  }

  /** Every key of the store. */
  get all(): { key: Uint8Array; rangeEnd: Uint8Array } {
    const rangeEnd = Buffer.from(this.#prefix)
    const last = rangeEnd.length - 1
    if (last < 0) return { key: Buffer.from([0]), rangeEnd: Buffer.from([0]) }
    // UTF-8 has no byte 0xff to carry over.
    rangeEnd[last] = (rangeEnd[last] as number) + 1
    return { key: Buffer.from(this.#prefix), rangeEnd }
  }

  nameOf(key: Uint8Array): string {
    return Buffer.from(key).toString().slice(this.#prefix.length)
  }

  isReserved(name: string): boolean {
    return name.startsWith(reserved)
  }

  holdsReserved(from: string, to: string): boolean {
    return compareKeys(from, `${reserved}store`) <= 0 && compareKeys(reserved, to) < 0
  }

  /** The store's revision for one of etcd's. */
  revisionOf(etcdRevision: number): number {
    return etcdRevision - this.#zero
  }

  etcdRevisionOf(revision: number): number {
    return revision + this.#zero
  }

  /** In the store's revisions. */
  translated(kv: KeyValue): KeyValue {
    const { key, value } = kv
    return {
      key,
      value,
      createRevision: this.revisionOf(kv.createRevision),
      modRevision: this.revisionOf(kv.modRevision),
    }
  }
}
