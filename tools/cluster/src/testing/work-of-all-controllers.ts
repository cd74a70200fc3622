import { readFileSync } from 'node:fs'
import type { Resource } from '@knarr/api'
import { daemonSets, deployments, replicaSets, statefulSets } from '@knarr/api/apps/v1'
import { horizontalPodAutoscalers } from '@knarr/api/autoscaling/v2'
import { cronJobs, jobs } from '@knarr/api/batch/v1'
import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import {
  configMaps,
  endpoints,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  replicationControllers,
  resourceQuotas,
  secrets,
  serviceAccounts,
  services,
} from '@knarr/api/core/v1'
import { podDisruptionBudgets } from '@knarr/api/policy/v1'
import { clusterRoles } from '@knarr/api/rbac/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import type { Client } from '@knarr/client'
import { controllerRef } from '@knarr/controller'
import type { KubeObject } from '@knarr/machinery'
import type { Cluster } from '../cluster.ts'
import { createJoinToken } from './create-join-token.ts'
import { storeAnotherVersion } from './store-another-version.ts'

const namespace = 'work'
const at = (name: string) => ({ namespace, name })
const labelled = (app: string) => ({ selector: { matchLabels: { app } }, template: templateOf(app) })

function templateOf(app: string, image = 'a:1', spec: object = {}): object {
  return {
    metadata: { labels: { app } },
    spec: { terminationGracePeriodSeconds: 1, containers: [{ name: app, image }], ...spec },
  }
}

/** On a cluster of two hollow nodes: something to do for every controller, and the traces it leaves. */
export async function giveWorkToAllControllers(cluster: Cluster): Promise<void> {
  const { client } = cluster
  await client.create(namespaces, { metadata: { name: namespace } } as never)
  await cluster.settle()
  await createAll(client)
  await createJoinToken(cluster)
  await storeAnotherVersion(cluster)
  await cluster.advance('90s')
  await changeAll(client)
  await cluster.advance('90s')
  await loseNode(client)
  await cluster.advance('8m')
  await deleteAll(client)
  await cluster.advance('2m')
}

async function createAll(client: Client): Promise<void> {
  const create = (
    resource: Resource,
    name: string,
    rest: object,
    metadata: object = {},
  ): Promise<KubeObject> =>
    client.create(resource, {
      metadata: { name, ...(resource.namespaced ? { namespace } : {}), ...metadata },
      ...rest,
    } as never)
  await create(deployments, 'web', { spec: { replicas: 2, revisionHistoryLimit: 0, ...labelled('web') } })
  await create(statefulSets, 'data', { spec: statefulSpec })
  await create(daemonSets, 'agent', { spec: labelled('agent') })
  await create(replicationControllers, 'old', {
    spec: { replicas: 1, selector: { app: 'old' }, template: templateOf('old') },
  })
  await create(jobs, 'once', {
    spec: {
      activeDeadlineSeconds: 10,
      ttlSecondsAfterFinished: 5,
      template: templateOf('once', 'a:1', never),
    },
  })
  await create(jobs, 'late', {
    spec: { template: templateOf('late', 'a:1', never) },
  })
  await create(cronJobs, 'minutely', {
    spec: {
      schedule: '* * * * *',
      successfulJobsHistoryLimit: 0,
      concurrencyPolicy: 'Replace',
      jobTemplate: { spec: { template: templateOf('minutely', 'a:1', never) } },
    },
  })
  await create(horizontalPodAutoscalers, 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 3,
      maxReplicas: 4,
    },
  })
  await create(podDisruptionBudgets, 'web', {
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  })
  await create(services, 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })
  await create(services, 'outside', { spec: { ports: [{ port: 80 }] } })
  await create(services, 'balanced', { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } })
  await create(endpoints, 'outside', {
    subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80 }] }],
  })
  await create(resourceQuotas, 'pods', { spec: { hard: { pods: '100', 'count/configmaps': '50' } } })
  await create(clusterRoles, 'more-view', { rules: [viewGadgets] }, { labels: aggregatedToView })
  await createToken(client, create)
  await create(certificateSigningRequests, 'kubelet', { spec: kubeletRequest })
  await createVolumes(create)
}

const ofDefaultAccount = { annotations: { 'kubernetes.io/service-account.name': 'default' } }
/** It is approved, signed, and deleted once the certificate has ended. */
const kubeletRequest = {
  request: readFileSync(new URL('kubelet.csr', import.meta.url)).toString('base64'),
  signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
  usages: ['client auth', 'digital signature'],
  expirationSeconds: 600,
}
const never = { restartPolicy: 'Never' }
const statefulSpec = {
  replicas: 1,
  serviceName: 'data',
  ...labelled('data'),
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
  volumeClaimTemplates: [{ metadata: { name: 'disk' }, spec: claimSpec('64Mi') }],
}
const viewGadgets = { apiGroups: ['example.com'], resources: ['gadgets'], verbs: ['get'] }
const aggregatedToView = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }

type Create = (resource: Resource, name: string, rest: object, metadata?: object) => Promise<KubeObject>

function claimSpec(storage: string): object {
  return { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: { storage } } }
}

async function createVolumes(create: Create): Promise<void> {
  await create(storageClasses, 'growing', { provisioner: 'example.com/disks', allowVolumeExpansion: true })
  for (const name of ['disk-1', 'disk-2', 'disk-3']) {
    await create(persistentVolumes, name, {
      spec: {
        ...(name === 'disk-3' ? { storageClassName: 'growing' } : {}),
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        hostPath: { path: '/tmp' },
      },
    })
  }
  await create(persistentVolumeClaims, 'own', { spec: claimSpec('128Mi') })
  await create(persistentVolumeClaims, 'more', { spec: { ...claimSpec('1Gi'), storageClassName: 'growing' } })
  const volumeClaimTemplate = { spec: claimSpec('2Gi') }
  await create(pods, 'scratch', {
    spec: {
      containers: [{ name: 'a', image: 'a' }],
      volumes: [{ name: 'disk', ephemeral: { volumeClaimTemplate } }],
    },
  })
}

/** Rollouts, adoptions, a Service of other pods, and more than the history keeps. */
/** One that looks as if it was made for the account long ago, since when nobody used it. */
async function createToken(client: Client, create: Create): Promise<void> {
  await create(secrets, 'token', { type: 'kubernetes.io/service-account-token' }, ofDefaultAccount)
  await client.patch(serviceAccounts, at('default'), {
    type: 'merge',
    patch: { secrets: [{ name: 'token' }] },
  })
  const tracking = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' }
  await client.patch(configMaps, tracking, { type: 'merge', patch: { data: { since: '2020-01-01' } } })
}

async function changeAll(client: Client): Promise<void> {
  for (const [resource, name] of [
    [deployments, 'web'],
    [statefulSets, 'data'],
    [daemonSets, 'agent'],
  ] as const) {
    const patch = { spec: { template: templateOf(name, 'a:2') } }
    await client.patch(resource as Resource<KubeObject>, at(name), { type: 'merge', patch })
  }
  await client.patch(statefulSets, at('data'), { type: 'merge', patch: { spec: { replicas: 2 } } })
  await client.patch(services, at('web'), { type: 'merge', patch: { spec: { selector: { app: 'agent' } } } })
  const labels = { changed: 'yes' }
  await client.patch(secrets, at('token'), { type: 'merge', patch: { metadata: { labels } } })
  const patch = { subsets: [{ addresses: [{ ip: '192.0.2.2' }], ports: [{ port: 81 }] }] }
  await client.patch(endpoints, at('outside'), { type: 'merge', patch })
  const larger = { spec: { resources: { requests: { storage: '2Gi' } } } }
  await client.patch(persistentVolumeClaims, at('more'), { type: 'merge', patch: larger })
  await client.delete(jobs, at('late'), { propagationPolicy: 'Orphan' })
  await client.delete(replicaSets, await firstOf(client, replicaSets), { propagationPolicy: 'Orphan' })
  await client.create(pods, strayPod as never)
  await client.create(configMaps, dependent(await client.get(deployments, at('web'))) as never)
}

const strayPod = {
  metadata: { ...at('stray'), labels: { app: 'old' } },
  spec: { containers: [{ name: 'a', image: 'a' }] },
}

/** The deployment waits for it when it is deleted in the foreground. */
function dependent(owner: KubeObject): object {
  return { metadata: { ...at('dependent'), ownerReferences: [controllerRef(owner, deployments)] } }
}

async function firstOf(client: Client, resource: Resource): Promise<{ namespace: string; name: string }> {
  const { items } = await client.list(resource, { namespace })
  return at(items[0]?.metadata.name ?? '')
}

/** One node is tainted so that its pods leave, the other is gone with its pods still there. */
async function loseNode(client: Client): Promise<void> {
  const patch = { spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } }
  await client.patch(nodes, { namespace: '', name: 'node-1' }, { type: 'merge', patch })
  await client.create(pods, {
    ...strayPod,
    metadata: at('lost'),
    spec: { ...strayPod.spec, nodeName: 'gone' },
  } as never)
}

async function deleteAll(client: Client): Promise<void> {
  await client.delete(persistentVolumeClaims, at('own'))
  await client.delete(persistentVolumes, { namespace: '', name: 'disk-1' })
  await client.delete(deployments, at('web'), { propagationPolicy: 'Foreground' })
  await client.delete(statefulSets, at('data'))
  await client.delete(services, at('outside'))
  await client.delete(clusterRoles, { namespace: '', name: 'more-view' })
  await client.delete(namespaces, { namespace: '', name: namespace })
}
