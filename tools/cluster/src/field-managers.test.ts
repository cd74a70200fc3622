import { deployments, replicaSets } from '@knarr/api/apps/v1'
import { events, namespaces, pods } from '@knarr/api/core/v1'
import { type KubeObject, VirtualClock } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

it('names the program that wrote a field as upstream does, and who an event is of', async () => {
  await using cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1, nodes: 1 })
  const { client } = cluster
  const labels = { app: 'web' }
  await client.create(deployments, {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  })
  await cluster.advance('5s')
  const namespace = 'default'
  const [set] = (await client.list(replicaSets, { namespace })).items
  const [pod] = (await client.list(pods, { namespace })).items
  expect(managersOf(await client.get(namespaces, { namespace: '', name: namespace }))).toEqual([
    'kube-apiserver Update',
  ])
  expect(managersOf(set)).toEqual(['kube-controller-manager Update', 'kube-controller-manager Update status'])
  expect(managersOf(pod)).toEqual(['kube-controller-manager Update', 'kubelet Update status'])
  const recorded = (await client.list(events, { namespace })).items
  const ofOthers = recorded.filter(({ involvedObject }) => involvedObject.kind !== 'Node')
  const sources = ofOthers.map(({ source }) => source?.component)
  expect(new Set(sources)).toEqual(
    new Set(['deployment-controller', 'replicaset-controller', 'default-scheduler', 'kubelet']),
  )
})

function managersOf(object: KubeObject | undefined): string[] {
  const entries = object?.metadata.managedFields ?? []
  return entries.map((entry) =>
    [entry.manager, entry.operation, ...(entry.subresource ? [entry.subresource] : [])].join(' '),
  )
}
