import { configMaps, secrets } from '@knarr/api/core/v1'
import { timestamp } from '@knarr/machinery'
import type { Cluster } from '../cluster.ts'

/** The cluster-info kubeadm publishes, and a token to sign it with that ends in a minute. */
export async function createJoinToken({ client, clock }: Cluster): Promise<void> {
  const info = { namespace: 'kube-public', name: 'cluster-info' }
  await client.create(configMaps, { metadata: info, data: { kubeconfig: '{}' } })
  const stringData = {
    ...{ 'token-id': 'abcdef', 'token-secret': '0123456789abcdef', 'usage-bootstrap-signing': 'true' },
    expiration: timestamp(clock.now() + 60_000),
  }
  await client.create(secrets, {
    metadata: { namespace: 'kube-system', name: 'bootstrap-token-abcdef' },
    type: 'bootstrap.kubernetes.io/token',
    stringData,
  })
}
