import { addressText, parseCidr, sizeOf } from '@knarr/linux'

/**
 * The pod addresses of a node: in turn, so that one just released is the last to be given again. The first
 * address of the network is the gateway.
 */
export class AddressPool {
  readonly gateway: string
  readonly #base: number
  readonly #size: number
  readonly #used = new Set<string>()
  #last = 1

  constructor(podCidr: string) {
    const cidr = parseCidr(podCidr)
    this.#base = cidr.base
    this.#size = sizeOf(cidr)
    this.gateway = addressText(cidr.base + 1)
  }

  /** Takes the next free address. */
  take(): string {
    for (let tried = 0; tried < this.#size; tried++) {
      this.#last = this.#last + 1 >= this.#size - 1 ? 2 : this.#last + 1
      const address = addressText(this.#base + this.#last)
      if (this.#used.has(address)) continue
      this.#used.add(address)
      return address
    }
    throw new Error(
      `no IP addresses available in range set: ${addressText(this.#base)} has ${this.#size - 3} in use`,
    )
  }

  /** Marks an address found in use. */
  keep(address: string): void {
    this.#used.add(address)
  }

  release(address: string): void {
    this.#used.delete(address)
  }
}
