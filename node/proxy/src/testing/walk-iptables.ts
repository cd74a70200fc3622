import { isInNetworks } from '../model/network-list.ts'
import type { Packet } from '../trace/packet.ts'

export interface IptablesWalkOptions {
  isLocalAddress(ip: string): boolean
  /** Which of the rules that match at random does: the last one always where there are fewer. */
  readonly chosen: number
}

interface Travel extends Packet {
  destination: string
  port: number
  mark: number
  end: string
  isTranslated: boolean
  isMasqueraded: boolean
  /** How many rules that match at random were met. */
  met: number
}

type Match = (travel: Travel, value: string) => boolean

/** The rules that an input of `iptables-restore` makes, by table and chain. */
export function chainsOf(input: string): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, string[]>()
  let table = ''
  for (const line of input.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1)
    const [, chain = '', rule = ''] = /^-[AI] (\S+) (.*)$/.exec(line) ?? []
    if (!chain) continue
    const rules = chains.get(`${table} ${chain}`) ?? []
    chains.set(`${table} ${chain}`, [...rules, rule])
  }
  return chains
}

/** What becomes of a connection's first packet: a verdict, `pass`, or the address it is sent to. */
export function walkIptables(
  packet: Packet,
  chains: ReadonlyMap<string, readonly string[]>,
  options: IptablesWalkOptions,
): string {
  const travel: Travel = { ...packet, mark: 0, end: '', isTranslated: false, isMasqueraded: false, met: 0 }
  const { isLocalAddress } = options
  const pass = (hook: string): void => void (travel.end || runChain(hook, { travel, chains, options }))
  const isOwn = isLocalAddress(packet.source)
  for (const hook of isOwn ? ['nat OUTPUT', 'filter OUTPUT'] : ['nat PREROUTING']) pass(hook)
  const stays = isLocalAddress(travel.destination)
  if (stays || !isOwn) pass(stays ? 'filter INPUT' : 'filter FORWARD')
  if (!stays || isOwn) pass('nat POSTROUTING')
  if (travel.end) return travel.end.toLowerCase()
  if (!travel.isTranslated) return 'pass'
  return `${travel.destination}:${travel.port}${travel.isMasqueraded ? ' masqueraded' : ''}`
}

interface Run {
  readonly travel: Travel
  readonly chains: ReadonlyMap<string, readonly string[]>
  readonly options: IptablesWalkOptions
}

/** Whether the packet is done with the hook. */
function runChain(chain: string, run: Run): boolean {
  for (const rule of run.chains.get(chain) ?? []) {
    const [condition = '', target = ''] = rule.split(/ ?-j /)
    if (!matches(condition, run)) continue
    if (target === 'RETURN') return false
    if (target && isDone(chain.split(' ')[0] as string, target, run)) return true
  }
  return false
}

function isDone(table: string, target: string, run: Run): boolean {
  const { travel } = run
  const [kind = '', , value = ''] = target.split(' ')
  if (kind === 'MARK') {
    travel.mark = target.includes('--or-mark') ? travel.mark | Number(value) : travel.mark ^ Number(value)
    return false
  }
  if (kind === 'DNAT') {
    const [ip = '', port = ''] = value.split(':')
    Object.assign(travel, { destination: ip, port: Number(port), isTranslated: true })
  } else if (kind === 'MASQUERADE') travel.isMasqueraded = true
  else if (kind === 'DROP' || kind === 'REJECT') travel.end = kind
  else if (kind !== 'ACCEPT') return runChain(`${table} ${kind}`, run)
  return true
}

function matches(condition: string, { travel, options }: Run): boolean {
  const matchOf: Readonly<Record<string, Match>> = {
    '-m': () => true,
    '--comment': () => true,
    '--mode': () => true,
    '-p': ({ protocol }, value) => protocol.toLowerCase() === value,
    '-s': ({ source }, value) => isIn(source, value),
    '-d': ({ destination }, value) => isIn(destination, value),
    '--dport': ({ port }, value) => port === Number(value),
    '--src-type': ({ source }) => options.isLocalAddress(source),
    '--dst-type': ({ destination }) => options.isLocalAddress(destination),
    '--ctstate': (_, value) => value === 'NEW',
    '--mark': ({ mark }, value) => (mark & Number(value.split('/')[0])) !== 0,
    '--probability': (at) => at.met++ === options.chosen,
    // Nobody called before.
    '--name': () => !condition.includes('--rcheck'),
    '--seconds': () => true,
  }
  const words = condition.match(/"[^"]*"|\S+/g) ?? []
  while (words.length > 0) {
    let flag = words.shift() as string
    if (['--reap', '--rcheck', '--set'].includes(flag)) continue
    const isNegated = flag === '!'
    if (isNegated) flag = words.shift() as string
    const match = matchOf[flag]
    if (!match) throw new Error(`unknown match ${flag} in ${condition}`)
    if (match(travel, words.shift() ?? '') === isNegated) return false
  }
  return true
}

function isIn(ip: string, network: string): boolean {
  return isInNetworks([network.includes('/') ? network : `${network}/32`], ip)
}
