import { configMaps } from '@knarr/api/core/v1'
import { expect, it, onTestFinished } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'
import { ensureSystemNamespaces } from './bootstrap-objects.ts'
import { ensureLegacyTokenTracking } from './ensure-legacy-token-tracking.ts'

const key = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' }

it('tells from which day on tokens are tracked, once and for all', async () => {
  const test = await startTestServer()
  onTestFinished(() => test[Symbol.asyncDispose]())
  const { client, clock, transport } = test
  const since = async () => (await client.get(configMaps, key)).data
  await ensureSystemNamespaces(transport)
  await ensureLegacyTokenTracking(transport, clock)
  expect(await since()).toEqual({ since: '2026-01-01' })
  await clock.advance(86_400_000)
  await ensureLegacyTokenTracking(transport, clock)
  expect(await since()).toEqual({ since: '2026-01-01' })
  await client.update(configMaps, { ...(await client.get(configMaps, key)), data: { since: 'ever' } })
  await ensureLegacyTokenTracking(transport, clock)
  expect(await since()).toEqual({ since: '2026-01-02' })
})
