import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { every, formatIp, parseIp, type Timer } from '@knarr/machinery'
import type { Directive } from '../../corefile/corefile.ts'
import { reverseName } from '../../corefile/zone-address.ts'
import { fqdn, zoneOf } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
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
    let modified = 0
    let table = tableOf(options.inline.join('\n'))
    const read = (): void => {
      const time = modificationTime(path)
      if (time === modified) return
      modified = time
      table = tableOf(`${time > 0 ? readFileSync(path, 'utf8') : ''}\n${options.inline.join('\n')}`)
    }
    read()
    let timer: Timer | undefined
    onStart(() => {
      if (options.reloadMs > 0) timer = every(environment.clock, options.reloadMs, read)
    })
    onStop(() => timer?.cancel())
    return (next) => async (query, signal) => {
      const isOurs = zoneOf(query.name, origins) !== undefined && query.class === 'IN'
      const reply = isOurs ? answerOf(table, options, query) : undefined
      if (reply) return reply
      if (!isOurs || options.fallsThrough(query.name) || !knows(table, query.name)) return next(query, signal)
      return { ...emptyReply('NOERROR'), authoritative: true, plugin: 'hosts' }
    }
  },
}

function answerOf(table: HostTable, { ttl, hasReverse }: HostsOptions, query: Query): Reply | undefined {
  const answers =
    query.type === 'PTR' && hasReverse
      ? (table.names.get(query.name) ?? []).map((target) => recordOf(query.name, 'PTR', ttl, { target }))
      : addressRecords(query.name, query.type, ttl, table.addresses.get(query.name) ?? [])
  if (answers.length === 0) return undefined
  return { ...emptyReply('NOERROR'), answers, authoritative: true, plugin: 'hosts' }
}

function knows({ addresses }: HostTable, name: string): boolean {
  return addresses.has(name)
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
