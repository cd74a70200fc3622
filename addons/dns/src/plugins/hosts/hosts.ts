import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { every, formatIp, parseIp, type Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { reverseName } from '../../corefile/zone-address.ts'
import { fqdn, zoneOf } from '../../message/name.ts'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import {
  argumentsOf,
  durationOf,
  type Fallthrough,
  fallthroughOf,
  neverFallsThrough,
  numberOf,
  onlyDirective,
  zonesOrSite,
} from '../../plugin-options.ts'
import { addressRecords } from '../kubernetes/kubernetes.ts'

/** Addresses by name and names by address, both ways of one hosts file. */
interface HostTable {
  readonly addresses: ReadonlyMap<string, readonly string[]>
  readonly names: ReadonlyMap<string, readonly string[]>
}

interface HostsOptions {
  ttl: number
  hasReverse: boolean
  reloadMs: number
  fallsThrough: Fallthrough
  readonly inline: string[]
}

/** Answers from a file like /etc/hosts and from lines in the Corefile. */
export const hosts: PluginSetup = {
  name: 'hosts',

  setup(directives, { environment, root, zones, onStart, onStop }) {
    const directive = onlyDirective(directives)
    const [file = '/etc/hosts', ...given] = directive.arguments
    const origins = zonesOrSite(given, directive, zones)
    const options = optionsOf(directive)
    const path = resolve(root, file)
    const hostFile = new HostFile(path, options.inline.join('\n'))
    let timer: Timer | undefined
    onStart(() => {
      if (options.reloadMs > 0) timer = every(environment.clock, options.reloadMs, () => hostFile.read())
    })
    onStop(() => timer?.cancel())
    return (next) => async (query, signal) => {
      const isReverse = query.type === 'PTR'
      const isOurs = isReverse || zoneOf(query.name, origins) !== undefined
      const { table } = hostFile
      const reply = isOurs ? lookup(table, options, query) : undefined
      if (reply) return { ...reply, repeat: { holds: () => hostFile.table === table } }
      // There is no SOA for an NXDOMAIN to carry, so that an unknown name is a failure; an unknown address never is.
      const goesOn = !isOurs || isReverse || options.fallsThrough(query.name)
      return goesOn ? next(query, signal) : { ...emptyReply('SERVFAIL'), plugin: 'hosts' }
    }
  },
}

/** A hosts file and the lines of the Corefile after it, read again when the file has changed. */
class HostFile {
  readonly #path: string
  readonly #inline: string
  #modified = 0
  #table: HostTable

  constructor(path: string, inline: string) {
    this.#path = path
    this.#inline = inline
    this.#table = tableOf(inline)
    this.read()
  }

  get table(): HostTable {
    return this.#table
  }

  read(): void {
    const time = modificationTime(this.#path)
    if (time === this.#modified) return
    this.#modified = time
    this.#table = tableOf(`${time > 0 ? readFileSync(this.#path, 'utf8') : ''}\n${this.#inline}`)
  }
}

const found = (answers: readonly ResourceRecord[]): Reply => ({
  ...{ ...emptyReply('NOERROR'), answers, authoritative: true, plugin: 'hosts' },
})

/** Undefined if there is no such name or address. */
function lookup(table: HostTable, options: HostsOptions, { name, type }: Query): Reply | undefined {
  const { ttl, hasReverse } = options
  if (type !== 'PTR') {
    const addresses = table.addresses.get(name)
    return addresses && found(addressRecords(name, type, ttl, addresses))
  }
  const targets = hasReverse ? table.names.get(name) : undefined
  return targets && found(targets.map((target) => recordOf(name, 'PTR', ttl, { target })))
}

function optionsOf(directive: Directive): HostsOptions {
  const options: HostsOptions = {
    ttl: 3600,
    hasReverse: true,
    reloadMs: 5000,
    fallsThrough: neverFallsThrough,
    inline: [],
  }
  for (const line of directive.body ?? []) {
    if (line.name === 'fallthrough') options.fallsThrough = fallthroughOf(line)
    else if (line.name === 'no_reverse') options.hasReverse = false
    else if (line.name === 'ttl') options.ttl = numberOf(line, argumentsOf(line, 1)[0], [1, 65535])
    else if (line.name === 'reload') options.reloadMs = durationOf(line, argumentsOf(line, 1)[0])
    else options.inline.push([line.name, ...argumentsOf(line, 1, 1000)].join(' '))
  }
  return options
}

function modificationTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function tableOf(text: string): HostTable {
  const addresses = new Map<string, string[]>()
  const names = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...hosts] = line.replace(/#.*/, '').trim().split(/\s+/)
    const ip = parseIp(address)
    if (!ip) continue
    for (const host of hosts) add(addresses, fqdn(host.toLowerCase()), formatIp(ip))
    for (const host of hosts) add(names, reverseName(ip), fqdn(host.toLowerCase()))
  }
  return { addresses, names }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key) ?? []
  if (!values.includes(value)) values.push(value)
  map.set(key, values)
}
