import { formatData, isRecord, type ResourceRecord } from '../../message/record.ts'

const versionsKept = 8

/** What a zone was when it was handed over, by serial, so that the next time only the difference need be. */
export class ZoneHistory {
  readonly #versions = new Map<number, readonly ResourceRecord[]>()

  /** Remembers a version; `records` begin with the SOA. */
  remember(records: readonly ResourceRecord[]): void {
    const serial = serialOf(records)
    if (serial === undefined || this.#versions.has(serial)) return
    this.#versions.set(serial, records)
    for (const old of [...this.#versions.keys()].slice(0, -versionsKept)) this.#versions.delete(old)
  }

  /**
   * The difference from a version to the current records as RFC 1995 writes it: the new SOA, the old SOA and what went,
   * the new SOA and what came, the new SOA. Undefined when that version is not known.
   */
  since(serial: number, current: readonly ResourceRecord[]): readonly ResourceRecord[] | undefined {
    const old = this.#versions.get(serial)
    const [oldSoa] = old ?? []
    const [soa] = current
    if (!old || !oldSoa || !soa) return undefined
    return [soa, oldSoa, ...without(old, current), soa, ...without(current, old), soa]
  }
}

export function serialOf([soa]: readonly ResourceRecord[]): number | undefined {
  return soa && isRecord(soa, 'SOA') ? soa.data.serial : undefined
}

/** Those records but the SOA that are not among the others. */
function without(
  records: readonly ResourceRecord[],
  others: readonly ResourceRecord[],
): readonly ResourceRecord[] {
  const known = new Set(others.map(recordKey))
  return records.slice(1).filter((record) => !known.has(recordKey(record)))
}

/** One text for records that are the same. */
export function recordKey(record: ResourceRecord): string {
  return `${record.name} ${record.ttl} ${record.class} ${record.type} ${formatData(record)}`
}

/** By serial number arithmetic (RFC 1982), in which numbers go round. */
export function isNewer(serial: number, than: number): boolean {
  return serial !== than && (serial - than) >>> 0 < 0x80000000
}
