import type { ServiceCIDR } from '@knarr/api/networking/v1'

/** The networks that services take their addresses from, by the cluster's ServiceCIDR objects. */
export class ServiceCidrs {
  readonly #byName = new Map<string, readonly string[]>()

  /** Of both families, sorted. */
  get list(): readonly string[] {
    return [...new Set([...this.#byName.values()].flat())].sort()
  }

  /** Returns whether the list is another now. One that is being deleted counts until it is gone. */
  update({ metadata, spec }: ServiceCIDR): boolean {
    return this.#isOther(() => this.#byName.set(metadata.name ?? '', spec?.cidrs ?? []))
  }

  delete({ metadata }: ServiceCIDR): boolean {
    return this.#isOther(() => this.#byName.delete(metadata.name ?? ''))
  }

  #isOther(change: () => void): boolean {
    const before = String(this.list)
    change()
    return String(this.list) !== before
  }
}
