import { isIPv6 } from 'node:net'
import type { Protocol } from '../model/service-port.ts'

/** An address and port that the kernel spreads over real servers. */
export interface VirtualServer {
  readonly protocol: Protocol
  readonly address: string
  readonly port: number
  readonly scheduler: string
  /** Seconds for which a client stays with its server; 0 without affinity. */
  readonly persistentSeconds: number
  /** The scheduler's flags as `ipvsadm -b` takes them; empty for none. */
  readonly flags: string
  /** Weight by `address:port`. */
  readonly servers: ReadonlyMap<string, number>
}

type Identity = Pick<VirtualServer, 'protocol' | 'address' | 'port'>

const options = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' } as const

export function hostPort(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`
}

/** What tells it from others, in ipvsadm's own words: `-t 10.0.0.1:80`. */
export function virtualServerId({ protocol, address, port }: Identity): string {
  return `${options[protocol]} ${hostPort(address, port)}`
}

/** The line of `ipvsadm --restore` that adds (`-A`) or edits (`-E`) it, without its real servers. */
export function serviceLine(command: '-A' | '-E', server: VirtualServer): string {
  const { scheduler, persistentSeconds, flags } = server
  const persistent = persistentSeconds > 0 ? ` -p ${persistentSeconds}` : ''
  return `${command} ${virtualServerId(server)} -s ${scheduler}${persistent}${flags && ` -b ${flags}`}`
}

/** The line that adds (`-a`) or edits (`-e`) a real server, forwarding to it by address translation. */
export function realServerLine(command: '-a' | '-e', id: string, server: string, weight: number): string {
  return `${command} ${id} -r ${server} -m -w ${weight}`
}

/** Reads `ipvsadm -Sn`: virtual servers by id. Those that packet marks lead to are left out, as none of ours. */
export function parseSaved(text: string): Map<string, VirtualServer> {
  const found = new Map<string, VirtualServer & { servers: Map<string, number> }>()
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/)
    const protocol = protocolOf(words[1])
    const { address, port } = splitHostPort(words[2] ?? '')
    if (!protocol) continue
    const id = virtualServerId({ protocol, address, port })
    if (words[0] === '-A') {
      const { scheduler = '', persistent = '0', flags = '' } = wordsAfter(words)
      const persistentSeconds = Number(persistent)
      found.set(id, { protocol, address, port, scheduler, persistentSeconds, flags, servers: new Map() })
    } else if (words[0] === '-a') {
      const { server = '', weight = '1' } = wordsAfter(words)
      found.get(id)?.servers.set(server, Number(weight))
    }
  }
  return found
}

function wordsAfter(words: readonly string[]): Partial<Record<string, string>> {
  const names: Record<string, string> = {
    ...{ '-s': 'scheduler', '-p': 'persistent', '-b': 'flags', '-r': 'server', '-w': 'weight' },
  }
  return Object.fromEntries(
    words.flatMap((word, index) => {
      const name = names[word]
      return name ? [[name, words[index + 1]]] : []
    }),
  )
}

function protocolOf(option: string | undefined): Protocol | undefined {
  const found = Object.entries(options).find(([, known]) => known === option)
  return found?.[0] as Protocol | undefined
}

function splitHostPort(text: string): { address: string; port: number } {
  const at = text.lastIndexOf(':')
  return { address: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) }
}

/** Reads `ipvsadm -Ln`: how many connections there are, by virtual server's id and real server. */
export function parseConnections(text: string): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>()
  let servers: Map<string, number> | undefined
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/)
    if (words[0] === '->') servers?.set(words[1] ?? '', Number(words[4]) + Number(words[5]))
    else if (words[0] !== undefined && words[0] in options) {
      servers = new Map()
      found.set(`${options[words[0] as Protocol]} ${words[1]}`, servers)
    } else servers = undefined
  }
  return found
}
