import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { MetricsRegistry } from '@knarr/component'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { MemoryBackend, openStore, type Store } from '@knarr/storage'
import { ApiServer } from '../api-server.ts'
import { secretStrategy } from '../registry/core/secret/secret-strategy.ts'
import { KmsPlugin } from './kms-plugin.ts'
import { administrator } from './test-server.ts'
import { testStrategies } from './test-strategies.ts'

export interface EncryptingServer {
  readonly client: Client
  readonly server: ApiServer
  readonly metrics: MetricsRegistry
}

/** A KMS plugin and servers that keep secrets in one store, by a configuration that a test writes. */
export class KmsFixture implements AsyncDisposable {
  readonly plugin: KmsPlugin
  readonly store: Store
  readonly clock: VirtualClock
  /** The plugin as a provider. */
  readonly kms: object
  readonly #directory: string
  readonly #running: ApiServer[] = []

  private constructor(parts: { directory: string; plugin: KmsPlugin; store: Store; clock: VirtualClock }) {
    this.plugin = parts.plugin
    this.store = parts.store
    this.clock = parts.clock
    this.#directory = parts.directory
    this.kms = { kms: { apiVersion: 'v2', name: 'vault', endpoint: `unix://${parts.plugin.socket}` } }
  }

  static async open(): Promise<KmsFixture> {
    const directory = mkdtempSync(join(tmpdir(), 'kms-'))
    const plugin = await KmsPlugin.start(join(directory, 'kms.sock'))
    const clock = new VirtualClock()
    return new KmsFixture({
      ...{ directory, plugin, clock },
      store: await openStore(new MemoryBackend(), { clock }),
    })
  }

  configure(providers: readonly object[]): void {
    const resources = [{ resources: ['secrets'], providers }]
    const configuration = {
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'EncryptionConfiguration',
      resources,
    }
    writeFileSync(this.#file, JSON.stringify(configuration))
  }

  async start(providers: readonly object[] = [this.kms], isReloaded = false): Promise<EncryptingServer> {
    this.configure(providers)
    const { store, clock } = this
    const metrics = new MetricsRegistry()
    const server = await ApiServer.open({
      ...{ store, clock, metrics, random: seededRandom(1), encryption: { file: this.#file, isReloaded } },
      strategies: [...testStrategies, secretStrategy],
    })
    this.#running.push(server)
    const client = createClient(server.transport(administrator))
    await client.create(namespaces, { metadata: { name: 'default' } } as Namespace).catch(() => {})
    return { client, server, metrics }
  }

  /** Lets so much time pass and asks the server about its plugin, which makes it ask the plugin. */
  async later(ms: number, { server }: EncryptingServer): Promise<string | undefined> {
    await this.clock.advance(ms)
    return (await server.readyz.reportOne('kms-providers'))?.body
  }

  /** A secret of the namespace `default` as it is kept. */
  async kept(name: string): Promise<Buffer> {
    return Buffer.from((await this.store.get(`/registry/core/secrets/default/${name}`))?.value ?? [])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#running) await server.close()
    await this.plugin.stop()
    rmSync(this.#directory, { recursive: true })
  }

  get #file(): string {
    return join(this.#directory, 'config.yaml')
  }
}
