import { connect } from 'node:http2'
import { type Pod, pods } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { systemClock, systemRandom } from '@knarr/machinery'
import { MemoryBackend, openStore } from '@knarr/storage'
import { afterAll, test } from 'vitest'
import { ApiServer } from './api-server.ts'
import { ensureSystemNamespaces } from './bootstrap/bootstrap-objects.ts'
import { ensureCertificates } from './certificates/ensure-certificates.ts'
import { askOver } from './testing/http-test-client.ts'
import { administrator } from './testing/test-server.ts'

const store = await openStore(new MemoryBackend(), { clock: systemClock })
const server = await ApiServer.open({
  ...{ store, clock: systemClock, random: systemRandom },
  // Nobody makes accounts for pods here.
  admissionPlugins: { disable: ['ServiceAccount'] },
})
const transport = server.transport(administrator)
const client = createClient(transport)
await ensureSystemNamespaces(transport)

const count = 1000
let next = 0

/** A pod of about 2 KB once it is stored. */
function podOf(name: string): Pod {
  const env = Array.from({ length: 12 }, (_, i) => ({ name: `VARIABLE_${i}`, value: `value-${i}` }))
  const container = (i: number) => ({ name: `c${i}`, image: `registry.example.com/image:${i}`, env })
  return {
    metadata: { name, namespace: 'default', labels: { app: 'web', tier: 'front' } },
    spec: { containers: [container(0), container(1)] },
  } as unknown as Pod
}

for (let i = 0; i < count; i++) await client.create(pods, podOf(`web-${i}`))

const certificates = await ensureCertificates(undefined, { clock: systemClock })
const tls = { ...certificates.serving, ca: certificates.authority.cert }
const { port } = await server.listen({ host: '127.0.0.1', port: 0, tls })
const session = connect(`https://localhost:${port}`, {
  ca: certificates.authority.cert,
  ...certificates.admin,
})
const collection = '/api/v1/namespaces/default/pods'

afterAll(async () => {
  session.destroy()
  await server.close()
  await store[Symbol.asyncDispose]()
})

test('in-process, 1,000 pods', { timeout: 60_000 }, async ({ bench }) => {
  await bench('get', async () => {
    await client.get(pods, { namespace: 'default', name: `web-${next++ % count}` })
  }).run()
  await bench('list of 1,000', async () => {
    await client.list(pods, { namespace: 'default' })
  }).run()
  await bench('create', async () => {
    await client.create(pods, podOf(`new-${next++}`))
  }).run()
  await bench('status patch', async () => {
    const key = { namespace: 'default', name: `web-${next++ % count}` }
    const patch = { status: { message: `round ${next}` } }
    await client.patch(pods, key, { type: 'merge', patch }, { subresource: 'status' })
  }).run()
})

test('over HTTP/2, client and server in one process', { timeout: 60_000 }, async ({ bench }) => {
  await bench('get', async () => {
    await askOver(session, { path: `${collection}/web-${next++ % count}` })
  }).run()
  await bench('get, 32 in flight (a round of 32)', async () => {
    await Promise.all(
      Array.from({ length: 32 }, () => askOver(session, { path: `${collection}/web-${next++ % count}` })),
    )
  }).run()
  await bench('list of 500', async () => {
    await askOver(session, { path: `${collection}?limit=500` })
  }).run()
  const headers = { 'content-type': 'application/json' }
  await bench('create', async () => {
    const body = JSON.stringify(podOf(`http-${next++}`))
    await askOver(session, { method: 'POST', path: collection, headers, body })
  }).run()
})
