import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Cluster } from '../cluster.ts'

const key = { namespace: '', name: 'gizmos.example.com' }
const schema = { openAPIV3Schema: { type: 'object' } }

/** Makes a custom resource with an object, and then has another of its versions stored. */
export async function storeAnotherVersion(cluster: Cluster): Promise<void> {
  const { client } = cluster
  const versionsKeeping = (storage: string) =>
    ['v1', 'v2'].map((name) => ({ name, served: true, storage: name === storage, schema }))
  await client.create(customResourceDefinitions, {
    metadata: { name: key.name },
    spec: {
      ...{ group: 'example.com', scope: 'Cluster', names: { plural: 'gizmos', kind: 'Gizmo' } },
      versions: versionsKeeping('v1'),
    },
  })
  await cluster.settle()
  const gizmos = { group: 'example.com', version: 'v1', plural: 'gizmos', kind: 'Gizmo', namespaced: false }
  await client.create(gizmos, { metadata: { name: 'a' } })
  const patch = { spec: { versions: versionsKeeping('v2') } }
  await client.patch(customResourceDefinitions, key, { type: 'merge', patch })
}
