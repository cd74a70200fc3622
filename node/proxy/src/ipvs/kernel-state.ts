import type { IpFamily } from '../model/service-port.ts'
import { ipSetNames, kernelName } from './ip-sets.ts'
import { chains, type Jump, jumpRule, jumps } from './render-chains.ts'

export const dummyDevice = 'kube-ipvs0'

export interface Interfaces {
  readonly hasDummy: boolean
  /** On the dummy interface. */
  readonly bound: ReadonlySet<string>
  /** On any other. */
  readonly others: ReadonlySet<string>
}

interface Link {
  readonly ifname: string
  readonly addr_info?: readonly {
    readonly family: string
    readonly local?: string
    readonly scope?: string
  }[]
}

/** Reads `ip -json address`, which some versions write as nothing where there is nothing. */
export function parseInterfaces(text: string, family: IpFamily): Interfaces {
  const links = (text.trim() ? JSON.parse(text) : []) as Link[]
  const inet = family === 'IPv4' ? 'inet' : 'inet6'
  const addressesOf = (isDummy: boolean): Set<string> =>
    new Set(
      links
        .filter(({ ifname }) => (ifname === dummyDevice) === isDummy)
        .flatMap(({ addr_info = [] }) => addr_info)
        .filter((address) => address.family === inet && address.scope !== 'link')
        .flatMap(({ local }) => local ?? []),
    )
  return {
    hasDummy: links.some(({ ifname }) => ifname === dummyDevice),
    bound: addressesOf(true),
    others: addressesOf(false),
  }
}

export interface SavedSets {
  readonly names: ReadonlySet<string>
  /** `SET entry`. */
  readonly entries: ReadonlySet<string>
}

/** Reads the proxy's own sets from `ipset save`. */
export function parseSets(text: string, family: IpFamily): SavedSets {
  const own = new Set(ipSetNames.map((name) => kernelName(name, family)))
  const names = new Set<string>()
  const entries = new Set<string>()
  for (const line of text.split('\n')) {
    const [command, name = '', entry] = line.split(' ')
    if (!own.has(name)) continue
    if (command === 'create') names.add(name)
    else if (command === 'add') entries.add(`${name} ${entry}`)
  }
  return { names, entries }
}

export interface SavedChains {
  /** `table CHAIN`, of the proxy's own that there are. */
  readonly known: ReadonlySet<string>
  readonly present: readonly Jump[]
  readonly missing: readonly Jump[]
  /** All lines that are the proxy's, to compare one listing with another. */
  readonly listing: string
}

/** Reads the proxy's own chains, and the jumps to them, from `iptables-save`. */
export function parseChains(text: string): SavedChains {
  const known = new Set<string>()
  const lines: string[] = []
  const rules = new Set<string>()
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1)
    const own = chains[table as keyof typeof chains] ?? []
    const [, chain = ''] = /^(?::|-A )(\S+)/.exec(line) ?? []
    const target = / -j (\S+)$/.exec(line)?.[1] ?? ''
    if (!own.includes(chain) && !own.includes(target)) continue
    lines.push(`${table} ${line}`)
    if (line.startsWith(':')) known.add(`${table} ${chain}`)
    else rules.add(`${table} ${line}`)
  }
  const isPresent = (jump: Jump): boolean => rules.has(`${jump.table} -A ${jumpRule(jump)}`)
  return {
    known,
    present: jumps.filter(isPresent),
    missing: jumps.filter((jump) => !isPresent(jump)),
    listing: lines.join('\n'),
  }
}
