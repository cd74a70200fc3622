import { isWithin, joinName, parentOf } from '../../message/name.ts'
import { isRecord, type ResourceRecord } from '../../message/record.ts'

/** What a zone says to a question. */
export interface ZoneAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN'
  readonly answers: readonly ResourceRecord[]
  readonly authorities: readonly ResourceRecord[]
  readonly additionals: readonly ResourceRecord[]
  /** Not so for a referral to another server. */
  readonly authoritative: boolean
  /** An alias out of the zone, which someone else must follow. */
  readonly leadsTo?: string
}

const maxAliases = 8

/** The records of a zone, by name. */
export class Zone {
  readonly name: string
  readonly #byName: ReadonlyMap<string, readonly ResourceRecord[]>
  /** Every name there is, those between a record and the zone's top included. */
  readonly #names = new Set<string>()
  readonly soa: ResourceRecord<'SOA'>
  readonly #records: readonly ResourceRecord[]

  /** @throws Error without an SOA record at the top */
  constructor(name: string, records: readonly ResourceRecord[]) {
    this.name = name
    this.#records = records.filter((record) => isWithin(record.name, name))
    this.#byName = Map.groupBy(this.#records, (record) => record.name)
    const [soa] = this.#at(name).filter((record) => isRecord(record, 'SOA'))
    if (!soa) throw new Error(`zone ${name} has no SOA record`)
    this.soa = soa
    for (const owner of this.#byName.keys()) {
      for (let at = owner; at !== name && !this.#names.has(at); at = parentOf(at)) this.#names.add(at)
    }
    this.#names.add(name)
  }

  /** Every record, the SOA first. */
  records(): readonly ResourceRecord[] {
    return [this.soa, ...this.#records.filter((record) => record !== this.soa)]
  }

  lookup(name: string, type: string): ZoneAnswer {
    const answers: ResourceRecord[] = []
    let at = name
    for (let aliases = 0; aliases <= maxAliases; aliases++) {
      const referral = this.#referral(at, type)
      if (referral) return { ...this.#positive(answers), ...referral }
      const found = this.#recordsOf(at)
      if (!found) return this.#negative('NXDOMAIN', answers)
      const matching = found.filter((record) => record.type === type || type === 'ANY')
      if (matching.length > 0) return this.#positive([...answers, ...matching])
      const [alias] = found.filter((record) => isRecord(record, 'CNAME'))
      if (!alias) return this.#negative('NOERROR', answers)
      answers.push(alias)
      at = alias.data.target.toLowerCase()
      if (!isWithin(at, this.name)) return { ...this.#positive(answers), leadsTo: at }
    }
    return this.#positive(answers)
  }

  #at(name: string): readonly ResourceRecord[] {
    return this.#byName.get(name) ?? []
  }

  /** Those of the name, or of the wildcard that stands for it; undefined when there is no such name. */
  #recordsOf(name: string): readonly ResourceRecord[] | undefined {
    if (this.#names.has(name)) return this.#at(name)
    let encloser = parentOf(name)
    while (!this.#names.has(encloser)) encloser = parentOf(encloser)
    const wildcard = this.#byName.get(joinName('*', encloser))
    return wildcard?.map((record) => ({ ...record, name }))
  }

  /** Name servers of a zone cut at or above the name. */
  #referral(name: string, type: string): Omit<ZoneAnswer, 'answers' | 'rcode'> | undefined {
    for (let at = name; at !== this.name; at = parentOf(at)) {
      const servers = this.#at(at).filter((record) => isRecord(record, 'NS'))
      if (servers.length === 0 || (at === name && type === 'DS')) continue
      return { authorities: servers, additionals: this.#glue(servers), authoritative: false }
    }
    return undefined
  }

  #glue(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
    const targets = records.flatMap(({ data }) =>
      'target' in data ? [data.target] : 'exchange' in data ? [data.exchange] : [],
    )
    return [...new Set(targets)].flatMap((target) =>
      this.#at(target.toLowerCase()).filter(({ type }) => type === 'A' || type === 'AAAA'),
    )
  }

  #positive(answers: readonly ResourceRecord[]): ZoneAnswer {
    const glued = answers.filter(({ type }) => type === 'SRV' || type === 'MX' || type === 'NS')
    return { rcode: 'NOERROR', answers, authorities: [], additionals: this.#glue(glued), authoritative: true }
  }

  #negative(rcode: 'NOERROR' | 'NXDOMAIN', answers: readonly ResourceRecord[]): ZoneAnswer {
    const ttl = Math.min(this.soa.ttl, this.soa.data.minimum)
    return { rcode, answers, authorities: [{ ...this.soa, ttl }], additionals: [], authoritative: true }
  }
}
