import { isInNetworks } from '../model/network-list.ts'
import type { NftRuleset } from './nft-ruleset.ts'
import type { Packet } from './packet.ts'

/** A packet on its way through chains, with what rules did to it. */
export interface Travel extends Packet {
  destination: string
  port: number
  mark: number
  isTranslated: boolean
  isMasqueraded: boolean
}

export interface RuleContext {
  readonly ruleset: NftRuleset
  /** Whether the kernel takes an address for one of this machine's. */
  isLocalAddress(ip: string): boolean
  /** A number below `count`, in place of the kernel's dice. */
  choose(count: number): number
}

/** What a rule says: to go on with the next one, or a verdict such as `goto external-…`. */
export type RuleEnd = { readonly isMatch: boolean; readonly verdict?: string }

/** Takes a packet through one rule of those that this proxy renders. @throws Error for any other. */
export function runRule(rule: string, travel: Travel, context: RuleContext): RuleEnd {
  return new RuleRun(tokensOf(rule), travel, context).run()
}

const fields: Readonly<Record<string, (travel: Travel, context: RuleContext) => string>> = {
  'ip saddr': ({ source }) => source,
  'ip6 saddr': ({ source }) => source,
  'ip daddr': ({ destination }) => destination,
  'ip6 daddr': ({ destination }) => destination,
  'meta l4proto': ({ protocol }) => protocol.toLowerCase(),
  'th dport': ({ port }) => String(port),
  'ct state': () => 'new',
  'ct status': ({ isTranslated }) => (isTranslated ? 'dnat' : ''),
}

class RuleRun {
  readonly #tokens: string[]
  readonly #travel: Travel
  readonly #context: RuleContext

  constructor(tokens: string[], travel: Travel, context: RuleContext) {
    this.#tokens = tokens
    this.#travel = travel
    this.#context = context
  }

  run(): RuleEnd {
    while (this.#tokens.length > 0) {
      const end = this.#statement(this.#next())
      if (end) return end
    }
    return { isMatch: true }
  }

  #next(): string {
    const token = this.#tokens.shift()
    if (token === undefined) throw new Error('the rule ends too early')
    return token
  }

  #statement(token: string): RuleEnd | undefined {
    switch (token) {
      case 'comment':
        this.#next()
        return undefined
      case 'jump':
      case 'goto':
        return { isMatch: true, verdict: `${token} ${this.#next()}` }
      case 'reject':
      case 'drop':
        return { isMatch: true, verdict: token }
      case 'masquerade':
        this.#travel.isMasqueraded = true
        this.#tokens.length = 0
        return { isMatch: true, verdict: 'accept' }
      case 'update':
        this.#remember(this.#next().slice(1))
        return undefined
      case 'mark':
        return this.#mark()
      case 'dnat':
        return this.#translate()
      case 'numgen':
        return { isMatch: true, verdict: this.#chosen('vmap') }
      default:
        return this.#match(token)
    }
  }

  #remember(set: string): void {
    this.#next()
    this.#container(set).set(this.#travel.source, '')
  }

  #mark(): RuleEnd | undefined {
    const travel = this.#travel
    if (this.#next() === 'and') {
      const bits = Number(this.#next())
      this.#tokens.splice(0, 2)
      return (travel.mark & bits) === 0 ? { isMatch: false } : undefined
    }
    this.#next()
    const operator = this.#next()
    const bits = Number(this.#next())
    travel.mark = operator === 'or' ? travel.mark | bits : travel.mark ^ bits
    return undefined
  }

  #translate(): RuleEnd {
    if (this.#next() !== 'to') this.#next()
    const target = this.#next()
    const to = target === 'numgen' ? this.#chosen('map').split(' . ') : hostAndPort(target)
    this.#travel.destination = to[0] as string
    this.#travel.port = Number(to[1])
    this.#travel.isTranslated = true
    return { isMatch: true, verdict: 'accept' }
  }

  /** `random mod 2 vmap { 0 : a , 1 : b }` */
  #chosen(kind: 'map' | 'vmap'): string {
    this.#tokens.splice(0, 2)
    const count = Number(this.#next())
    if (this.#next() !== kind) throw new Error(`no ${kind}`)
    const key = `${this.#context.choose(count)} : `
    const found = listOf(this.#next(), ' , ').find((item) => item.startsWith(key))
    if (found === undefined) throw new Error(`nothing for ${key}`)
    return found.slice(key.length)
  }

  #match(first: string): RuleEnd | undefined {
    if (first === 'fib') return this.#matchLocal()
    const values = [this.#field(first)]
    while (this.#tokens[0] === '.') {
      this.#next()
      values.push(this.#field(this.#next()))
    }
    const key = values.join(' . ')
    const operator = this.#next()
    if (operator !== 'vmap') return this.#isAmong(key, operator) ? undefined : { isMatch: false }
    const verdict = this.#container(this.#next().slice(1)).get(key)
    return verdict === undefined ? { isMatch: false } : { isMatch: true, verdict }
  }

  #isAmong(key: string, operator: string): boolean {
    if (operator === '!=') return !this.#isAmong(key, this.#next())
    if (operator.startsWith('@')) return this.#container(operator.slice(1)).has(key)
    return operator.startsWith('{') ? isInNetworks(asNetworks(listOf(operator, ', ')), key) : operator === key
  }

  #matchLocal(): RuleEnd | undefined {
    this.#tokens.splice(0, 3)
    return this.#context.isLocalAddress(this.#travel.source) ? undefined : { isMatch: false }
  }

  #field(first: string): string {
    const name = `${first} ${this.#next()}`
    const field = fields[name]
    if (!field) throw new Error(`unknown expression: ${name}`)
    return field(this.#travel, this.#context)
  }

  #container(name: string): Map<string, string> {
    const found = this.#context.ruleset.containers.get(name)
    if (!found) throw new Error(`no such file or directory: ${name}`)
    return found
  }
}

/** Words, `"texts"` and `{ lists }`. */
function tokensOf(rule: string): string[] {
  return rule.match(/"[^"]*"|\{[^}]*\}|\S+/g) ?? []
}

function listOf(braced: string, separator: string): string[] {
  return braced.slice(1, -1).trim().split(separator)
}

function asNetworks(items: readonly string[]): string[] {
  return items.map((item) => (item.includes('/') ? item : `${item}/${item.includes(':') ? 128 : 32}`))
}

function hostAndPort(text: string): readonly [host: string, port: string] {
  const at = text.lastIndexOf(':')
  return [text.slice(0, at).replace(/^\[|\]$/g, ''), text.slice(at + 1)]
}
