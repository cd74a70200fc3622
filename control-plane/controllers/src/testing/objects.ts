import type { Deployment, DeploymentSpec, ReplicaSet } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { type Draft, keyOf, timestamp } from '@knarr/machinery'

export const namespace = 'shop'

const templateOf = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }] },
})

export function replicaSetOf(name: string, replicas: number, spec: object = {}): Draft<ReplicaSet> {
  return {
    metadata: { name, namespace, labels: { app: 'web' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: templateOf('web:1'),
      ...spec,
    } as ReplicaSet['spec'],
  }
}

export function deploymentOf(
  name: string,
  replicas: number,
  spec: Partial<DeploymentSpec> = {},
  image = 'web:1',
): Draft<Deployment> {
  return {
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: templateOf(image),
      ...spec,
    } as DeploymentSpec,
  }
}

/** A pod that exists already; what is not given is as a kubelet would have it when all is well. */
export function podDraft(
  name: string,
  metadata: Partial<Pod['metadata']> = {},
  spec: object = {},
): Draft<Pod> {
  return {
    metadata: { name, namespace, labels: { app: 'web' }, ...metadata },
    spec: { containers: [{ name: 'main', image: 'web:1' }], ...spec },
  } as Draft<Pod>
}

/** Writes a pod's Ready condition, as a kubelet does. */
export async function makeReady(
  client: Client,
  clock: { now(): number },
  pod: Pod,
  isReady = true,
): Promise<Pod> {
  const live = await client.get(pods, keyOf(pod))
  const condition = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    lastTransitionTime: timestamp(clock.now()),
  }
  const status = { ...live.status, phase: 'Running', conditions: [condition] }
  return await client.updateStatus(pods, { ...live, status })
}
