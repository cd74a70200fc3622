import { Claims } from '../model/claims.ts'
import { elementText, emptyFragment, type NftElement, type NftFragment } from './nft-fragment.ts'
import { type NftOptions, wordsOf } from './nft-options.ts'
import { renderBase } from './render-base.ts'

const idOf = ({ container, key }: NftElement): string => `${container} ${key}`

/**
 * The table as it was last rendered, and the commands that lead from there to what is wanted. Where two services
 * claim the same element, as one external IP, the first keeps it until it lets go.
 */
export class NftTable {
  readonly #options: NftOptions
  readonly #table: string
  readonly #fragments = new Map<string, NftFragment>()
  readonly #claims = new Claims<NftElement>()

  constructor(options: NftOptions) {
    this.#options = options
    this.#table = `${wordsOf(options.family).ip} kube-proxy`
  }

  /** Takes in what services are now, and answers the commands of one transaction; none where nothing changed. */
  update(changes: ReadonlyMap<string, NftFragment>): string[] {
    // A set cannot be changed: what names it is taken away first, and made anew with it.
    const anew = [...changes].filter(([owner, fragment]) => hasOtherSet(this.#fragments.get(owner), fragment))
    const away = this.#transition(new Map(anew.map(([owner]) => [owner, emptyFragment])))
    return [...away, ...this.#transition(changes)]
  }

  #transition(changes: ReadonlyMap<string, NftFragment>): string[] {
    const commands: Commands = { sets: [], chains: [], rules: [], removed: [], added: [], deleted: [] }
    const touched = new Map<string, NftElement | undefined>()
    for (const [owner, fragment] of changes) {
      const before = this.#fragments.get(owner) ?? emptyFragment
      this.#compare(before, fragment, commands)
      const wanted = new Map(fragment.elements.map((element) => [idOf(element), element]))
      this.#claims.claim(owner, wanted, touched)
      if (isEmpty(fragment)) this.#fragments.delete(owner)
      else this.#fragments.set(owner, fragment)
    }
    this.#compareElements(touched, commands)
    const { sets, chains, rules, removed, added, deleted } = commands
    return [...sets, ...chains, ...rules, ...removed, ...added, ...deleted]
  }

  /** The commands that make the whole table, whatever there is. */
  whole(): string[] {
    const sets: string[] = []
    const chains: string[] = []
    const rules: string[] = []
    for (const fragment of this.#fragments.values()) {
      for (const [name, spec] of fragment.sets) sets.push(this.#addSet(name, spec))
      for (const [name, lines] of fragment.chains) {
        chains.push(`add chain ${this.#table} ${name}`)
        rules.push(...this.#addRules(name, lines))
      }
    }
    const elements = [...this.#claims.ids()].flatMap((id) => this.#claims.holder(id) ?? [])
    const added = elements.map((element) => this.#addElement(element))
    return [...renderBase(this.#options), ...sets, ...chains, ...rules, ...added]
  }

  #compare(before: NftFragment, after: NftFragment, commands: Commands): void {
    for (const [name, spec] of after.sets)
      if (!before.sets.has(name)) commands.sets.push(this.#addSet(name, spec))
    for (const [name, lines] of after.chains) {
      const known = before.chains.get(name)
      if (known && known.join('\n') === lines.join('\n')) continue
      commands.chains.push(`${known ? 'flush' : 'add'} chain ${this.#table} ${name}`)
      commands.rules.push(...this.#addRules(name, lines))
    }
    const gone = [...before.chains.keys()].filter((name) => !after.chains.has(name))
    // Chains name each other: all are emptied before the first is deleted.
    commands.deleted.push(...gone.map((name) => `flush chain ${this.#table} ${name}`))
    commands.deleted.push(...gone.map((name) => `delete chain ${this.#table} ${name}`))
    for (const name of before.sets.keys())
      if (!after.sets.has(name)) commands.deleted.push(`delete set ${this.#table} ${name}`)
  }

  #compareElements(touched: ReadonlyMap<string, NftElement | undefined>, commands: Commands): void {
    for (const [id, before] of touched) {
      const after = this.#claims.holder(id)
      if (before && after && elementText(before) === elementText(after)) continue
      if (before) commands.removed.push(`delete element ${this.#table} ${before.container} { ${before.key} }`)
      if (after) commands.added.push(this.#addElement(after))
    }
  }

  #addSet(name: string, spec: string): string {
    return `add set ${this.#table} ${name} { ${spec} ; }`
  }

  #addRules(chain: string, rules: readonly string[]): string[] {
    return rules.map((rule) => `add rule ${this.#table} ${chain} ${rule}`)
  }

  #addElement(element: NftElement): string {
    return `add element ${this.#table} ${element.container} ${elementText(element)}`
  }
}

/** In the order in which a transaction needs them. */
interface Commands {
  readonly sets: string[]
  readonly chains: string[]
  readonly rules: string[]
  readonly removed: string[]
  readonly added: string[]
  readonly deleted: string[]
}

function isEmpty({ sets, chains, elements }: NftFragment): boolean {
  return sets.size === 0 && chains.size === 0 && elements.length === 0
}

function hasOtherSet(before: NftFragment | undefined, after: NftFragment): boolean {
  return [...after.sets].some(([name, spec]) => (before?.sets.get(name) ?? spec) !== spec)
}
