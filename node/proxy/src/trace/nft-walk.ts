import { type RuleContext, runRule, type Travel } from './nft-rule.ts'
import type { NftRuleset } from './nft-ruleset.ts'
import type { Packet } from './packet.ts'

/** A rule that matched, and what it led to. */
export interface Step {
  readonly chain: string
  readonly rule: string
  /** Empty where the packet only went on. */
  readonly verdict: string
}

export interface Walk {
  readonly steps: readonly Step[]
  readonly end: 'accept' | 'reject' | 'drop'
  readonly destination: string
  readonly port: number
  /** Whether another address and port than the packet's own was written into it. */
  readonly isTranslated: boolean
  readonly isMasqueraded: boolean
}

export interface WalkOptions extends Pick<RuleContext, 'choose' | 'isLocalAddress'> {
  readonly ruleset: NftRuleset
}

/** Hooks in the kernel's order for a packet of this node, one that comes to it, and one that goes through. */
const [outgoing, incoming] = [
  ['filter-output-pre-dnat', 'nat-output', 'filter-output'],
  ['filter-prerouting-pre-dnat', 'nat-prerouting'],
] as const

/** Takes the first packet of a connection through the table's chains, as a kernel would. */
export function walkNft(packet: Packet, options: WalkOptions): Walk {
  const walker = new Walker(packet, options)
  const { travel, isLocalAddress } = walker
  const isOwn = isLocalAddress(packet.source)
  const isStopped = walker.passes(isOwn ? outgoing : incoming)
  if (!isStopped) {
    const stays = isLocalAddress(travel.destination)
    const hooks = stays ? ['filter-input'] : isOwn ? [] : ['filter-forward']
    // What a node sends to itself is sent before it comes in.
    const last = stays && !isOwn ? [] : ['nat-postrouting']
    walker.passes([...hooks, ...last])
  }
  return walker.result()
}

class Walker {
  readonly travel: Travel
  readonly #context: RuleContext
  readonly #steps: Step[] = []
  #end: 'accept' | 'reject' | 'drop' = 'accept'

  constructor(packet: Packet, options: WalkOptions) {
    this.travel = { ...packet, mark: 0, isTranslated: false, isMasqueraded: false }
    this.#context = options
  }

  get isLocalAddress(): (ip: string) => boolean {
    return this.#context.isLocalAddress
  }

  /** Returns whether the packet ended there. */
  passes(hooks: readonly string[]): boolean {
    return hooks.some((hook) => {
      const verdict = this.#chain(hook)
      if (verdict === 'reject' || verdict === 'drop') this.#end = verdict
      return this.#end !== 'accept'
    })
  }

  result(): Walk {
    const { destination, port, isTranslated, isMasqueraded } = this.travel
    return { steps: this.#steps, end: this.#end, destination, port, isTranslated, isMasqueraded }
  }

  /** The final verdict of a chain; undefined where the caller's next rule follows. */
  #chain(chain: string): string | undefined {
    const rules = this.#context.ruleset.chains.get(chain)
    if (!rules) throw new Error(`no such file or directory: ${chain}`)
    for (const rule of rules) {
      const { isMatch, verdict = '' } = runRule(rule, this.travel, this.#context)
      if (!isMatch) continue
      this.#steps.push({ chain, rule, verdict })
      const [kind, to = ''] = verdict.split(' ')
      if (kind === 'goto') return this.#chain(to)
      const reached = kind === 'jump' ? this.#chain(to) : kind
      if (reached) return reached
    }
    return undefined
  }
}
