import { MetricsRegistry, silentLogger } from '@knarr/component'
import { type KubeObject, systemClock, systemRandom } from '@knarr/machinery'
import { test } from 'vitest'
import { ClusterView } from '../cluster-view/cluster-view.ts'
import { parseCorefile } from '../corefile/parse-corefile.ts'
import { encodeMessage } from '../message/encode-message.ts'
import { messageOf } from '../message/message.ts'
import type { Handler } from '../plugin.ts'
import { pluginOrder } from '../plugin-order.ts'
import { FixedInformers } from '../testing/fixed-informers.ts'
import { answerMessage } from './answer-message.ts'
import { buildInstance } from './instance.ts'

const informers = new FixedInformers()
informers.put('namespaces', { metadata: { name: 'ns' } } as unknown as KubeObject)
const spec = {
  clusterIP: '10.0.0.1',
  clusterIPs: ['10.0.0.1'],
  ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
}
informers.put('services', { metadata: { name: 'web', namespace: 'ns' }, spec } as unknown as KubeObject)
const view = new ClusterView(informers.factory, systemClock)

function handlerOf(lines: string): Handler {
  const environment = {
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger, metrics: new MetricsRegistry() },
    cluster: view,
  }
  const blocks = parseCorefile({ text: `. {\n${lines}\n}`, file: 'Corefile' })
  const [server] = buildInstance(blocks, { environment, plugins: pluginOrder }).servers.values()
  if (!server) throw new Error('nothing is served')
  return server.handler
}

const questions = [{ name: 'web.ns.svc.cluster.local.', type: 'A', class: 'IN' }] as const
const bytes = encodeMessage(messageOf({ id: 1, recursionDesired: true, questions }))
const arrival = { client: { address: '10.0.0.9', port: 1 }, protocol: 'udp', server: 'dns://:53' } as const
const signal = new AbortController().signal

test('the name of a service, from bytes to bytes', { timeout: 60_000 }, async ({ bench }) => {
  const plain = handlerOf('kubernetes cluster.local')
  const kubeadm = handlerOf('errors\nkubernetes cluster.local\nprometheus :9153\ncache 30\nloadbalance')
  await bench('kubernetes alone', async () => {
    await answerMessage(bytes, arrival, plain, signal)
  }).run()
  await bench('with the plugins of kubeadm', async () => {
    await answerMessage(bytes, arrival, kubeadm, signal)
  }).run()
})
