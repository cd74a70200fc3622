import type { TlsOptions } from 'node:tls'
import { chainOf } from '../chain.ts'
import type { Directive, ServerBlock } from '../corefile/corefile.ts'
import { CorefileError } from '../corefile/corefile-error.ts'
import { parseZoneAddress, type Scheme } from '../corefile/zone-address.ts'
import {
  type ConnectionTimeouts,
  type Environment,
  emptyReply,
  type Handler,
  type HttpAnswer,
  type PluginSetup,
  type Site,
} from '../plugin.ts'
import { answerFrom, type ZoneChain } from './zone-table.ts'

/** Something that runs a Corefile: chains by listening address, tasks to start and stop with it. */
export interface Instance {
  /** By `dns://HOST:PORT`. */
  readonly servers: ReadonlyMap<string, ListeningServer>
  readonly http: ReadonlyMap<string, ReadonlyMap<string, () => HttpAnswer>>
  readonly enabled: readonly EnabledPlugin[]
  start(): Promise<void>
  /** Once everything listens. */
  started(): Promise<void>
  /** When the server is about to stop. */
  shutDown(): Promise<void>
  stop(): Promise<void>
}

/** A plugin of a server block that is measured. */
export interface EnabledPlugin {
  readonly server: string
  readonly zone: string
  readonly view: string
  readonly name: string
}

export interface ListeningServer {
  readonly scheme: Scheme
  readonly host: string
  readonly port: number
  readonly handler: Handler
  readonly tls?: TlsOptions
  readonly timeouts?: ConnectionTimeouts
  /** One unless given. */
  readonly sockets?: number
}

export interface InstanceOptions {
  readonly environment: Environment
  /** In the order queries meet them. */
  readonly plugins: readonly PluginSetup[]
  readonly defaultPort?: number
}

interface Building {
  readonly options: InstanceOptions
  readonly zones: Map<string, Map<string, ZoneChain[]>>
  readonly servers: Map<string, ListeningServer>
  readonly http: Map<string, Map<string, () => HttpAnswer>>
  readonly starts: (() => Promise<void> | void)[]
  readonly started: (() => Promise<void> | void)[]
  readonly shutdowns: (() => Promise<void> | void)[]
  readonly stops: (() => Promise<void> | void)[]
  readonly enabled: EnabledPlugin[]
  readonly readiness: { plugin: string; isReady: () => boolean }[]
}

/** Sets up every server block's plugins; nothing runs or listens yet. @throws CorefileError */
export function buildInstance(blocks: readonly ServerBlock[], options: InstanceOptions): Instance {
  const building: Building = {
    ...{ options, zones: new Map(), servers: new Map(), http: new Map() },
    ...{ starts: [], started: [], shutdowns: [], stops: [], readiness: [], enabled: [] },
  }
  for (const block of blocks) addBlock(building, block)
  return {
    servers: building.servers,
    http: building.http,
    enabled: building.enabled,
    async start() {
      for (const task of building.starts) await task()
    },
    async started() {
      await Promise.all(building.started.map((task) => task()))
    },
    async shutDown() {
      await Promise.all(building.shutdowns.map((task) => task()))
    },
    async stop() {
      await Promise.all(building.stops.map((task) => task()))
    },
  }
}

/** Only of blocks with this plugin it is told what is enabled. */
const measuring = 'prometheus'

function addBlock(building: Building, block: ServerBlock): void {
  const { options } = building
  const addresses = block.keys.flatMap((key) => parseZoneAddress(key, block, options.defaultPort))
  let own: Handler | undefined
  const site = siteOf(building, {
    zones: addresses.map(({ zone }) => zone),
    lookup: async (query, signal) => (own ? own(query, signal) : emptyReply('SERVFAIL')),
  })
  const handler = chainOf(setUp(block, site, options.plugins))
  const { view, describe, tls, timeouts, sockets } = site
  const chain: ZoneChain = { handler, ...present({ view, describe }) }
  for (const { scheme, zone, port } of addresses) {
    for (const host of site.bindAddresses) {
      const address = `${scheme}://${host}:${port}`
      const zones = building.zones.get(address) ?? new Map<string, ZoneChain[]>()
      const chains = zones.get(zone) ?? []
      // What comes behind a block that is for every query would never be asked.
      if (chains.some((one) => !one.view)) {
        throw new CorefileError(block, `cannot serve ${address} - it is already defined for zone ${zone}`)
      }
      building.zones.set(address, zones.set(zone, [...chains, chain]))
      const answering = answerFrom(zones)
      own ??= answering
      const settings = present({ tls, timeouts, sockets })
      building.enabled.push(...enabledIn(block, { server: address, zone, view: view?.name ?? '' }))
      building.servers.set(address, { scheme, host, port, handler: answering, ...settings })
    }
  }
}

function enabledIn({ directives }: ServerBlock, at: Omit<EnabledPlugin, 'name'>): EnabledPlugin[] {
  const names = new Set(directives.map(({ name }) => name))
  return names.has(measuring) ? [...names].map((name) => ({ ...at, name })) : []
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

/** Those that are set. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
}

function setUp(
  block: ServerBlock,
  site: Site,
  plugins: readonly PluginSetup[],
): ReturnType<typeof pluginsOf> {
  const byName = Map.groupBy(block.directives, ({ name }) => name)
  const known = new Set(plugins.map(({ name }) => name))
  const unknown = block.directives.find(({ name }) => !known.has(name))
  if (unknown) throw new CorefileError(unknown, `Unknown directive '${unknown.name}'`)
  return pluginsOf(byName, site, plugins)
}

function pluginsOf(
  byName: ReadonlyMap<string, readonly Directive[]>,
  site: Site,
  plugins: readonly PluginSetup[],
): NonNullable<ReturnType<PluginSetup['setup']>>[] {
  return plugins.flatMap(({ name, setup }) => {
    const directives = byName.get(name)
    const plugin = directives && setup(directives, site)
    return plugin ? [plugin] : []
  })
}

function siteOf(building: Building, { zones, lookup }: Pick<Site, 'zones' | 'lookup'>): Site {
  const { readiness, http, starts, started, shutdowns, stops, options } = building
  return {
    ...{ zones, lookup, environment: options.environment },
    ...{ root: '.', bindAddresses: [''], searchPaths: new Map(), zoneSources: [] },
    metadataProviders: [],
    onStart: (task) => void starts.push(task),
    onStarted: (task) => void started.push(task),
    onShutdown: (task) => void shutdowns.push(task),
    onStop: (task) => void stops.push(task),
    onReady: (plugin, isReady) => void readiness.push({ plugin, isReady }),
    notReady: () =>
      [...new Set(readiness.filter(({ isReady }) => !isReady()).map(({ plugin }) => plugin))].sort(),
    serveHttp(address, path, answer) {
      const paths = http.get(address) ?? new Map<string, () => HttpAnswer>()
      http.set(address, paths.set(path, answer))
    },
  }
}
