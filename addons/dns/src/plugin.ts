import type { TlsOptions } from 'node:tls'
import type { Logger } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import type { ClusterView } from './cluster-view/cluster-view.ts'
import type { Directive } from './corefile/corefile.ts'
import type { Rcode, RecordType } from './message/codes.ts'
import type { EdnsOption, Message } from './message/message.ts'
import type { ResourceRecord } from './message/record.ts'

export type TransportProtocol = 'udp' | 'tcp'

/** One question on its way through a chain. Plugins that change it pass a changed copy on. */
export interface Query {
  /** In lower case, ending in a dot. */
  readonly name: string
  readonly type: RecordType
  readonly class: string
  readonly request: Message
  readonly client: { readonly address: string; readonly port: number }
  readonly protocol: TransportProtocol
  /** The address the server listens on, as `dns://:53`. */
  readonly server: string
  /** The zone of the server block that answers. */
  readonly zone: string
  /** The view of the server block that answers, if it is one. */
  readonly view?: string
  /** How many aliases were followed to come to this question. */
  readonly chased?: number
  /** What plugins say of the query; there with plugin metadata only. */
  readonly metadata?: Metadata
  /** The request as it came in, which its signature is of. */
  readonly bytes?: Buffer
}

/** By labels as `kubernetes/client-namespace`; an empty value says nothing. */
export type Metadata = Map<string, () => string>

/** What a query is answered with; the server adds the question, flags of the request and EDNS. */
export interface Reply {
  readonly rcode: Rcode
  readonly answers: readonly ResourceRecord[]
  readonly authorities: readonly ResourceRecord[]
  readonly additionals: readonly ResourceRecord[]
  readonly authoritative?: boolean
  readonly recursionAvailable?: boolean
  /** The request's unless given. */
  readonly recursionDesired?: boolean
  readonly authenticData?: boolean
  readonly options?: readonly EdnsOption[]
  /** The most bytes to answer with over UDP, less than the client takes. */
  readonly udpSize?: number
  /** Says that there is more, whatever fits. */
  readonly isTruncated?: boolean
  /** Makes each message as it goes out of the one that would have; `most` bytes longer at the most. */
  readonly seal?: { readonly most: number; message(bytes: Buffer): Buffer }
  /** The plugin that answered. */
  readonly plugin?: string
  /** Called with what was sent, once for this reply and again each time it is repeated. */
  readonly observers?: readonly ((exchange: Exchange) => void)[]
  /** A plugin that makes the reply depend on more than the question, the client's options and this drops or marks it. */
  readonly repeat?: Repeat
  /** Records to send in messages of their own, after which the reply ends (zone transfers over TCP). */
  readonly transfer?: Iterable<readonly ResourceRecord[]>
}

/** Says that the same question would be answered the same, so that the bytes of an answer can be sent again. */
export interface Repeat {
  /** Whether that is still so. */
  holds(nowMs: number): boolean
  /** By how much the TTLs have been lowered at that time; they are lowered on as it rises. */
  ageSeconds?(nowMs: number): number
  /** The addresses come in another order each time. */
  readonly isShuffled?: boolean
  /** It is so for this client only. */
  readonly isForClient?: boolean
}

export interface Exchange {
  readonly client: Query['client']
  readonly requestSize: number
  readonly responseSize: number
  /** No plugin was asked for this answer. */
  readonly isRepeat: boolean
}

/** Answers a query; undefined means that it is dropped without a word. */
export type Handler = (query: Query, signal: AbortSignal) => Promise<Reply | undefined>

/** Wraps the handler of everything below. */
export type Plugin = (next: Handler) => Handler

/** Makes a plugin from what a server block says of it. @throws CorefileError */
export interface PluginSetup {
  readonly name: string
  /** `directives` are the plugin's lines in the block, at least one. */
  setup(directives: readonly Directive[], site: Site): Plugin | undefined
}

/** A source of whole zones, for transfers. */
export interface ZoneSource {
  /** Every record of the zone, the SOA first and not repeated; undefined if it is not this source's. */
  zone(name: string): readonly ResourceRecord[] | undefined
  /** Calls back whenever one of the source's zones has changed. */
  onChange?(changed: () => void): void
}

/** What a server block's plugins share with each other and with the server while they are set up. */
export interface Site {
  readonly zones: readonly string[]
  readonly environment: Environment
  /** Files of the block are relative to it; plugin root sets it. */
  root: string
  /** The addresses to listen on; plugin bind sets them. */
  bindAddresses: readonly string[]
  /** With what TLS is spoken at `tls://` and `https://`; plugin tls sets it. */
  tls?: TlsOptions
  /** Plugin timeouts sets them. */
  timeouts?: ConnectionTimeouts
  /** How many sockets listen at each address; plugin multisocket sets it. */
  sockets?: number
  /** Which queries the block is for; plugin view sets it. */
  view?: View
  /** Says more of a query before anything sees it; plugin metadata sets it. */
  describe?: (query: Query) => Query
  /** Asks the same server from the top, as for a client. */
  readonly lookup: Handler
  /** Search paths by the plugin that knows them (`@kubernetes`). */
  readonly searchPaths: Map<string, (query: Query) => readonly string[] | undefined>
  readonly zoneSources: ZoneSource[]
  /** Say what they know of a query, where plugin metadata asks them. */
  readonly metadataProviders: ((query: Query, said: Metadata) => void)[]
  onStart(task: () => Promise<void> | void): void
  /** After everything listens. */
  onStarted(task: () => Promise<void> | void): void
  onStop(task: () => Promise<void> | void): void
  /** Before the whole server stops, while it still answers. */
  onShutdown(task: () => Promise<void> | void): void
  /** Plugin ready waits for it. */
  onReady(plugin: string, isReady: () => boolean): void
  /** Names of plugins of the whole server that are not ready yet. */
  notReady(): readonly string[]
  /** Serves a path over HTTP at `host:port` while the configuration runs. */
  serveHttp(address: string, path: string, answer: () => HttpAnswer): void
}

/** The queries that one of several server blocks of a zone is for. */
export interface View {
  readonly name: string
  readonly accepts: (query: Query) => boolean
}

/** For how long a connection may go on with something, each its listener's default unless given. */
export interface ConnectionTimeouts {
  /** Sending a message once it has begun. */
  readonly readMs?: number
  /** Taking an answer. */
  readonly writeMs?: number
  /** Doing nothing between queries. */
  readonly idleMs?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
  readonly contentType?: string
}

/** What the whole server takes from outside. */
export interface Environment {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: MetricsRegistry
  /** Of the program, for its metrics. */
  readonly version?: string
  /** Where plugin kubernetes reads the cluster; without it that plugin cannot be used. */
  readonly cluster?: ClusterView
  /** Reloads the Corefile when it has changed; set by the server. */
  readonly reload?: () => Promise<void>
}

export function emptyReply(rcode: Rcode): Reply {
  return { rcode, answers: [], authorities: [], additionals: [] }
}
