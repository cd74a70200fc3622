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
    const words = line.trim().split(' ')
    const [command, option, at] = words
    if (command === '-a') {
      const weight = Number(wordAfter(words, '-w') ?? 1)
      found.get(`${option} ${at}`)?.servers.set(wordAfter(words, '-r') ?? '', weight)
    } else if (command === '-A') {
      const server = savedServer(words)
      if (server) found.set(virtualServerId(server), server)
    }
  }
  return found
}

function savedServer(
  words: readonly string[],
): (VirtualServer & { servers: Map<string, number> }) | undefined {
  const protocol = protocolOf(words[1])
  if (!protocol) return undefined
  return {
    ...{ protocol, ...splitHostPort(words[2] ?? '') },
    scheduler: wordAfter(words, '-s') ?? '',
    persistentSeconds: Number(wordAfter(words, '-p') ?? 0),
    flags: wordAfter(words, '-b') ?? '',
    servers: new Map(),
  }
}

function wordAfter(words: readonly string[], word: string): string | undefined {
  const at = words.indexOf(word)
  return at < 0 ? undefined : words[at + 1]
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
