import { parseFeatureGates } from '@knarr/component'
import { expect, it } from 'vitest'
import { apiServerFeatures } from '../features.ts'
import { startListeningServer } from '../testing/http-test-client.ts'

it('flags and status are shown to people', async () => {
  await using server = await startListeningServer({
    flags: { 'event-ttl': '1h', 'etcd-servers': ['a', 'b'] },
  })
  await server.test.clock.advance(3_725_000)
  const flagz = await server.ask({ path: '/flagz' })
  expect(flagz.headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(flagz.text).toMatch(/^\nkube-apiserver flagz\nWarning: .*\n\netcd-servers=\[a,b\]\nevent-ttl=1h\n$/)
  const statusz = await server.ask({ path: '/statusz' })
  expect(statusz.text).toContain('\nUp: 1 hr 2 min 5 sec\nBinary version: v1.36.2+knarr\n')
  expect(statusz.text).toMatch(/\nPaths: .*\/flagz .*\/metrics .*\/statusz/)
})

it('flags and features are shown to programs', async () => {
  await using server = await startListeningServer({ flags: { 'event-ttl': '1h' } })
  const { headers, text } = await server.ask({ path: '/configz' })
  expect(headers['content-type']).toBe('application/json')
  expect(JSON.parse(text)['kube-apiserver']).toMatchObject({
    flags: { 'event-ttl': '1h' },
    featureGates: { ComponentFlagz: true },
  })
})

it('they are not, and metrics say so, where their features are off', async () => {
  const features = parseFeatureGates('AllBeta=false', apiServerFeatures)
  await using server = await startListeningServer({ features })
  expect((await server.ask({ path: '/flagz' })).code).toBe(404)
  const { text } = await server.ask({ path: '/metrics' })
  expect(text).toContain('kubernetes_feature_enabled{name="ComponentFlagz",stage="BETA"} 0\n')
  expect(text).toContain('kubernetes_feature_enabled{name="WatchList",stage="BETA"} 1\n')
  expect(text).toContain('kubernetes_feature_enabled{name="ConsistentListFromCache",stage=""} 1\n')
})
