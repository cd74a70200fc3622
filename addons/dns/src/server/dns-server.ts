import { createHash } from 'node:crypto'
import type { TlsOptions } from 'node:tls'
import type { Counter } from '@knarr/component'
import type { Variables } from '../corefile/lexer.ts'
import { parseCorefile } from '../corefile/parse-corefile.ts'
import type { Environment, Handler, PluginSetup } from '../plugin.ts'
import { AnswerCache } from './answer-cache.ts'
import { answerMessage } from './answer-message.ts'
import { HttpEndpoints } from './http-endpoints.ts'
import { buildInstance, type Instance, type ListeningServer } from './instance.ts'
import { openListeners } from './open-listeners.ts'
import type { Listener } from './udp-listener.ts'

export interface DnsServerOptions {
  readonly environment: Environment
  readonly plugins: readonly PluginSetup[]
  /** Reads the Corefile; asked again at every reload. */
  readonly corefile: () => Promise<string> | string
  /** The name of the Corefile in errors; imports are relative to its folder. */
  readonly file?: string
  readonly variables?: Variables
  /** For zones without a port; 53 by default. */
  readonly defaultPort?: number
  /** Listens here where a block binds nothing; all addresses by default. */
  readonly defaultHost?: string
}

interface Bound {
  handler: Handler
  answers: AnswerCache
  listeners: readonly Listener[]
}

/** Runs a Corefile, and another in its place when it changes: new addresses open before old ones close. */
export class DnsServer {
  readonly #options: DnsServerOptions
  readonly #http: HttpEndpoints
  readonly #bound = new Map<string, Bound>()
  readonly #stopped = new AbortController()
  #instance: Instance | undefined
  #checksum = ''

  private constructor(options: DnsServerOptions) {
    this.#options = options
    this.#http = new HttpEndpoints(options.defaultHost ?? '0.0.0.0')
    this.#tellOfItself(options.environment)
  }

  /** @throws CorefileError; rejects with the system's error where an address cannot be listened on */
  static async start(options: DnsServerOptions): Promise<DnsServer> {
    const server = new DnsServer(options)
    await server.#run(await options.corefile())
    return server
  }

  /** Sets up all that a Corefile says, and runs none of it. @throws CorefileError */
  static async check(options: DnsServerOptions): Promise<void> {
    instanceOf(await options.corefile(), options)
  }

  /** SHA-512 of the Corefile that runs. */
  get checksum(): string {
    return this.#checksum
  }

  /** Where the first server block is served. */
  get port(): number {
    const [first] = this.#bound.values()
    return first?.listeners[0]?.port ?? 0
  }

  /** The port plugins serve HTTP at under `address`. */
  httpPort(address: string): number | undefined {
    return this.#http.portOf(address)
  }

  /** Runs the Corefile anew if it has changed; a Corefile that cannot be run leaves the old one in place. */
  async reload(): Promise<boolean> {
    const text = await this.#options.corefile()
    if (checksumOf(text) === this.#checksum) return false
    await this.#run(text)
    return true
  }

  /** Lets plugins take their time, as health does to be a lame duck, and closes. */
  async stop(): Promise<void> {
    await this.#instance?.shutDown()
    await this.close()
  }

  /** Ends at once. */
  async close(): Promise<void> {
    this.#stopped.abort()
    await this.#instance?.stop()
    await this.#http.close()
    await Promise.all(
      [...this.#bound.values()].flatMap(({ listeners }) => listeners.map((one) => one.close())),
    )
    this.#bound.clear()
  }

  async #run(text: string): Promise<void> {
    const reload = async (): Promise<void> => void (await this.reload())
    const environment = { ...this.#options.environment, reload }
    const instance = instanceOf(text, { ...this.#options, environment })
    const opened = await this.#open(instance)
    try {
      await this.#http.replace(instance.http)
    } catch (error) {
      for (const { listeners } of opened.values()) for (const listener of listeners) await listener.close()
      throw error
    }
    await instance.start()
    const old = this.#instance
    this.#instance = instance
    this.#checksum = checksumOf(text)
    await this.#swap(instance, opened)
    await old?.stop()
    // Nobody waits for what plugins try once they can be reached.
    void instance.started()
  }

  #tellOfItself({ metrics, version = '' }: Environment): void {
    const built = metrics.gauge({
      name: 'coredns_build_info',
      help: "A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.",
      labels: ['version', 'revision', 'goversion'],
    })
    built.with(version, '', process.version).set(1)
    const labels = ['server', 'zone', 'view', 'name']
    const help = 'A metric that indicates whether a plugin is enabled on per server and zone basis.'
    metrics.observe({ name: 'coredns_plugin_enabled', help, labels }, () =>
      (this.#instance?.enabled ?? []).map(({ server, zone, view, name }) => ({
        ...{ labels: [server, zone, view, name], value: 1 },
      })),
    )
  }

  /** Listens where nothing listens yet. */
  async #open({ servers }: Instance): Promise<Map<string, Bound>> {
    const opened = new Map<string, Bound>()
    try {
      for (const [address, server] of servers) {
        if (!this.#bound.has(address)) opened.set(address, await this.#listen(address, server))
      }
    } catch (error) {
      for (const { listeners } of opened.values()) for (const listener of listeners) await listener.close()
      throw error
    }
    return opened
  }

  async #swap({ servers }: Instance, opened: ReadonlyMap<string, Bound>): Promise<void> {
    for (const [address, { handler, tls }] of servers) {
      const kept = this.#bound.get(address)
      if (!kept) continue
      Object.assign(kept, { handler, answers: new AnswerCache(this.#options.environment) })
      useTls(kept.listeners, tls)
    }
    for (const [address, bound] of opened) this.#bound.set(address, bound)
    for (const [address, { listeners }] of [...this.#bound]) {
      if (servers.has(address)) continue
      this.#bound.delete(address)
      await Promise.all(listeners.map((listener) => listener.close()))
    }
  }

  async #listen(address: string, listening: ListeningServer): Promise<Bound> {
    const { scheme, host, port, handler } = listening
    const { environment, defaultHost = '0.0.0.0' } = this.#options
    const bound: Bound = { handler, answers: new AnswerCache(environment), listeners: [] }
    const server = `${scheme}://${host}:${port}`
    const { signal } = this.#stopped
    const responses = scheme === 'https' ? httpResponses(environment) : undefined
    try {
      bound.listeners = await openListeners(host || defaultHost, listening, {
        datagram(message, client) {
          const { answers } = bound
          const arrival = { client, protocol: 'udp', server, answers } as const
          return answers.find(message, client) ?? answerMessage(message, arrival, bound.handler, signal)
        },
        stream: (message, client) =>
          answerMessage(message, { client, protocol: 'tcp', server }, bound.handler, signal),
        onHttpResponse: (status) => responses?.with(server, String(status)).inc(),
      })
    } catch (error) {
      throw new Error(`cannot listen on ${address}: ${(error as Error).message}`, { cause: error })
    }
    return bound
  }
}

function instanceOf(text: string, options: DnsServerOptions): Instance {
  const { environment, plugins, file = 'Corefile', variables, defaultPort } = options
  return buildInstance(parseCorefile({ text, file, variables }), { environment, plugins, defaultPort })
}

function useTls(listeners: readonly Listener[], tls: TlsOptions | undefined): void {
  if (tls) for (const listener of listeners) listener.useTls?.(tls)
}

function httpResponses({ metrics }: Environment): Counter {
  return metrics.counter({
    name: 'coredns_dns_https_responses_total',
    help: 'Counter of DoH responses per server and http status code.',
    labels: ['server', 'status'],
  })
}

function checksumOf(text: string): string {
  return createHash('sha512').update(text).digest('hex')
}
