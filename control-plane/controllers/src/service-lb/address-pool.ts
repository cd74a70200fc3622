import { type Cidr, formatIp } from '@knarr/machinery'

/** Addresses of one block, each held by one service. The first and the last of a block are nobody's. */
export class AddressPool {
  readonly #block: Cidr
  readonly #holders = new Map<string, string>()

  constructor(block: Cidr) {
    this.#block = block
  }

  has(ip: string): boolean {
    return this.#block.contains(ip)
  }

  /** Says who has an address; whoever had it before lets go. */
  hold(ip: string, holder: string): void {
    this.release(holder)
    if (this.has(ip)) this.#holders.set(ip, holder)
  }

  release(holder: string): void {
    for (const [ip, known] of this.#holders) if (known === holder) this.#holders.delete(ip)
  }

  /** An address for `holder`, the one asked for or the first that is free. @throws Error where there is none */
  take(holder: string, asked: string | undefined): string {
    const ip = asked ? this.#asked(asked, holder) : this.#free()
    this.hold(ip, holder)
    return ip
  }

  #asked(ip: string, holder: string): string {
    if (!this.has(ip)) throw new Error(`requested address ${ip} is not in ${this.#block}`)
    const other = this.#holders.get(ip)
    if (other !== undefined && other !== holder)
      throw new Error(`requested address ${ip} belongs to service ${other}`)
    return ip
  }

  #free(): string {
    const { size } = this.#block
    for (let index = 1n; index < size - 1n; index++) {
      const ip = this.#block.nth(index)
      const text = ip && formatIp(ip)
      if (text && !this.#holders.has(text)) return text
    }
    throw new Error(`no address is left in ${this.#block}`)
  }
}
