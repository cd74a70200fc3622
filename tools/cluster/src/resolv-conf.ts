import { readFileSync } from 'node:fs'

/** How this machine resolves names: what pods with the node's DNS policy get. */
export interface ResolvConf {
  readonly servers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly string[]
}

/** Reads a resolv.conf; servers on this machine's loopback cannot be reached from a pod and are left out. */
export function readResolvConf(path: string): ResolvConf {
  return parseResolvConf(textOf(path))
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export function parseResolvConf(text: string): ResolvConf {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  )
  const last = (keyword: string): string[] => lines.findLast(([word]) => word === keyword)?.slice(1) ?? []
  const servers = lines.flatMap(([word, address = '']) => (word === 'nameserver' ? [address] : []))
  const isReachable = (address: string): boolean => !address.startsWith('127.') && address !== '::1'
  return { servers: servers.filter(isReachable), searches: last('search'), options: last('options') }
}
