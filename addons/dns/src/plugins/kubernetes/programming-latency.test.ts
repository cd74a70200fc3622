import { type KubeObject, VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startForTest } from '../../testing/start-server.ts'

const object = (given: object): KubeObject => given as unknown as KubeObject

const slice = (service: string, annotations: object): KubeObject => {
  const labels = { 'kubernetes.io/service-name': service }
  return object({
    metadata: { name: `${service}-x`, namespace: 'testns', labels, annotations },
    endpoints: [],
  })
}

it('says how long after a change of its pods a headless service is answered anew', async () => {
  const clock = new VirtualClock()
  const informers = new FixedInformers()
  const service = (name: string, spec: object): void =>
    informers.put('services', object({ metadata: { name, namespace: 'testns' }, spec }))
  service('headless', { clusterIP: 'None', selector: { app: 'a' } })
  service('bare', { clusterIP: 'None' })
  service('usual', { clusterIP: '10.0.0.1', selector: { app: 'a' } })
  const { metrics } = await startForTest('. {\n kubernetes cluster.local\n}', { informers, clock })
  const changed = {
    'endpoints.kubernetes.io/last-change-trigger-time': new Date(clock.now() - 3000).toISOString(),
  }
  for (const name of ['headless', 'bare', 'usual']) informers.put('endpointslices', slice(name, changed))
  informers.put('endpointslices', slice('headless', {}))
  const name = 'coredns_kubernetes_dns_programming_duration_seconds'
  expect(metrics.text()).toContain(`${name}_sum{service_kind="headless_with_selector"} 3`)
  expect(metrics.text()).toContain(`${name}_count{service_kind="headless_with_selector"} 1`)
})
