import type { IptablesFragment } from './iptables-fragment.ts'
import type { IptablesRules } from './iptables-options.ts'
import {
  baseRules,
  fixedChains,
  hasLocalhostFirewall,
  type Jump,
  localhostFirewall,
  type Table,
} from './render-base.ts'

export interface Restoring {
  readonly rules: IptablesRules
  readonly fragments: ReadonlyMap<string, IptablesFragment>
  /** The services whose own chains are written; those that all share always are. */
  readonly services: Iterable<string>
  /** Chains of services to take away. */
  readonly gone: Iterable<string>
  /** Jumps to add. */
  readonly missing: readonly Jump[]
}

/** The input of `iptables-restore --noflush` that brings the proxy's chains to where services are. */
export function restoreInput(restoring: Restoring): string {
  return `${[...table('filter', restoring, [], []), ...natTable(restoring)].join('\n')}\n`
}

function natTable(restoring: Restoring): string[] {
  const { fragments, services, gone } = restoring
  const chains: string[] = []
  const rules: string[] = []
  for (const service of services)
    for (const [chain, lines] of fragments.get(service)?.chains ?? []) {
      chains.push(chain)
      rules.push(...lines.map((line) => `-A ${chain} ${line}`))
    }
  const leaving = [...gone]
  return table(
    'nat',
    restoring,
    [...chains, ...leaving],
    [...rules, ...leaving.map((chain) => `-X ${chain}`)],
  )
}

/** A chain that is named is emptied, and made if it is not there. */
function table(
  name: Table,
  { rules, fragments, missing }: Restoring,
  chains: readonly string[],
  lines: readonly string[],
): string[] {
  const { before, after } = baseRules(rules)[name]
  const localhost = name === 'filter' && hasLocalhostFirewall(rules) ? [localhostFirewall] : []
  return [
    `*${name}`,
    ...[...fixedChains(name), ...localhost, ...chains].map((chain) => `:${chain} - [0:0]`),
    ...missing.filter((jump) => jump.table === name).map((jump) => `-I ${jump.rule}`),
    ...before.map((rule) => `-A ${rule}`),
    ...sharedRules(name, fragments.values()),
    ...lines,
    ...after.map((rule) => `-A ${rule}`),
    'COMMIT',
  ]
}

function sharedRules(table: Table, fragments: Iterable<IptablesFragment>): string[] {
  return [...fragments].flatMap(({ shared }) =>
    shared.flatMap(([chain, rule]) => {
      const [of, name] = chain.split(' ')
      return of === table ? [`-A ${name} ${rule}`] : []
    }),
  )
}
