import { type Client, createClient, type Transport } from '@knarr/client'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { MemoryBackend, openStore, type Store } from '@knarr/storage'
import { ApiServer, type ApiServerOptions } from '../api-server.ts'
import type { UserInfo } from '../request/server-request.ts'
import { testStrategies } from './test-strategies.ts'

export interface TestServer extends AsyncDisposable {
  readonly server: ApiServer
  readonly store: Store
  readonly clock: VirtualClock
  readonly transport: Transport
  readonly client: Client
}

export const administrator: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters'] }

/**
 * A server over a store in memory, on a virtual clock, with the namespace `default`. Nobody makes accounts for
 * pods here, so they need none unless asked for.
 */
export async function startTestServer(options: Partial<ApiServerOptions> = {}): Promise<TestServer> {
  const clock = new VirtualClock()
  const random = seededRandom(1)
  const store = await openStore(new MemoryBackend(), { clock })
  const admissionPlugins = { disable: ['ServiceAccount'] }
  const defaults = { strategies: testStrategies, admissionPlugins }
  const server = await ApiServer.open({ store, clock, random, ...defaults, ...options })
  const transport = server.transport(administrator)
  await transport.request({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { metadata: { name: 'default' } },
  })
  return {
    ...{ server, store, clock, transport },
    client: createClient(transport),
    async [Symbol.asyncDispose]() {
      await server.close()
      await store[Symbol.asyncDispose]()
    },
  }
}
