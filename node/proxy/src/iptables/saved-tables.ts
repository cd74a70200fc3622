import { isServiceChain } from './chain-names.ts'
import { fixedChains, type Jump, jumps, localhostJumps, type Table } from './render-base.ts'

/** What of `iptables-save` concerns the proxy. */
export interface SavedTables {
  /** `table CHAIN` */
  readonly chains: ReadonlySet<string>
  readonly present: readonly Jump[]
  readonly missing: readonly Jump[]
}

/** Reads `iptables-save`. */
export function parseSaved(text: string, withLocalhost: boolean): SavedTables {
  const chains = new Set<string>()
  const rules = new Set<string>()
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1)
    else if (line.startsWith(':')) chains.add(`${table} ${line.slice(1).split(' ')[0]}`)
    else if (line.startsWith('-A ')) rules.add(`${table} ${line.slice(3)}`)
  }
  const wanted = withLocalhost ? [...jumps, ...localhostJumps] : jumps
  const isPresent = ({ table: of, rule }: Jump): boolean => rules.has(`${of} ${rule}`)
  return { chains, present: jumps.filter(isPresent), missing: wanted.filter((jump) => !isPresent(jump)) }
}

/** The chains of services that the table nat has. */
export function serviceChainsIn({ chains }: SavedTables): string[] {
  return [...chains].flatMap((id) => {
    const [table, chain = ''] = id.split(' ')
    return table === 'nat' && isServiceChain(chain) ? [chain] : []
  })
}

/** The input that takes away the proxy's chains with the jumps to them; empty where there are none. */
export function removalInput(saved: SavedTables): string {
  const lines = (['filter', 'nat'] as const).flatMap((table) => {
    const own = ownChains(table, saved)
    if (own.length === 0) return []
    return [
      `*${table}`,
      ...own.map((chain) => `:${chain} - [0:0]`),
      ...saved.present.filter((jump) => jump.table === table).map(({ rule }) => `-D ${rule}`),
      ...own.map((chain) => `-X ${chain}`),
      'COMMIT',
    ]
  })
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}

function ownChains(table: Table, saved: SavedTables): string[] {
  const there = fixedChains(table).filter((chain) => saved.chains.has(`${table} ${chain}`))
  return table === 'nat' ? [...there, ...serviceChainsIn(saved)] : there
}
