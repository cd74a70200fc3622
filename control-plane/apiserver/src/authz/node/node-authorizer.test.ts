import { configMaps, persistentVolumeClaims, persistentVolumes, pods, secrets } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { MemoryBackend, openStore } from '@knarr/storage'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { ensureSystemNamespaces } from '../../bootstrap/bootstrap-objects.ts'
import { ensureBootstrapPolicy } from '../../bootstrap/ensure-policy.ts'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { WatchCaches } from '../../watch/watch-caches.ts'
import { NodeAuthorizer } from './node-authorizer.ts'

const namespace = 'default'
let test: TestServer

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
})

function kubeletOf(node: string): Client {
  return createClient(test.server.transport({ name: `system:node:${node}`, groups: ['system:nodes'] }))
}

async function makeSecrets(...names: string[]): Promise<void> {
  for (const name of names) await test.client.create(secrets, { metadata: { namespace, name } })
}

function makePod(name: string, spec: object, metadata: object = {}): Promise<unknown> {
  const containers = [{ name: 'c', image: 'i' }]
  const draft = { metadata: { namespace, name, ...metadata }, spec: { nodeName: 'n1', containers, ...spec } }
  return test.client.create(pods, draft as never)
}

const secret = (name: string) => ({ namespace, name })

it('shows a node the secrets of its own pods, as long as they are there', async () => {
  await makeSecrets('used', 'other')
  const kubelet = kubeletOf('n1')
  const refusal = `secrets "used" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'n1' and this object`
  await expect(kubelet.get(secrets, secret('used'))).rejects.toThrow(refusal)
  await makePod('p', { volumes: [{ name: 'v', secret: { secretName: 'used' } }] })
  expect((await kubelet.get(secrets, secret('used'))).metadata.name).toBe('used')
  await expect(kubelet.get(secrets, secret('other'))).rejects.toThrow('no relationship found')
  await expect(kubeletOf('n2').get(secrets, secret('used'))).rejects.toThrow("between node 'n2' and")
  await test.client.delete(pods, { namespace, name: 'p' }, { gracePeriodSeconds: 0 })
  await expect(kubelet.get(secrets, secret('used'))).rejects.toThrow('no relationship found')
})

it('shows a secret until the last pod that uses it is gone', async () => {
  await makeSecrets('used')
  const spec = { imagePullSecrets: [{ name: 'used' }] }
  await makePod('one', spec)
  await makePod('two', spec)
  const kubelet = kubeletOf('n1')
  await kubelet.get(secrets, secret('used'))
  await test.client.delete(pods, { namespace, name: 'one' }, { gracePeriodSeconds: 0 })
  await kubelet.get(secrets, secret('used'))
  await test.client.delete(pods, { namespace, name: 'two' }, { gracePeriodSeconds: 0 })
  await expect(kubelet.get(secrets, secret('used'))).rejects.toThrow('no relationship found')
})

it('finds what containers and projected volumes refer to', async () => {
  await makeSecrets('env', 'from', 'projected', 'debug')
  await test.client.create(configMaps, { metadata: { namespace, name: 'settings' } })
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'env', key: 'k' } } }]
  const envFrom = [{ secretRef: { name: 'from' } }, { configMapRef: { name: 'settings' } }]
  await makePod('p', {
    containers: [{ name: 'c', image: 'i', env, envFrom }],
    volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'projected' } }] } }],
  })
  const kubelet = kubeletOf('n1')
  for (const name of ['env', 'from', 'projected']) await kubelet.get(secrets, secret(name))
  await kubelet.get(configMaps, { namespace, name: 'settings' })
  await expect(kubelet.get(secrets, secret('debug'))).rejects.toThrow('no relationship found')
  const debug = { name: 'd', image: 'i', envFrom: [{ secretRef: { name: 'debug' } }] }
  const patch = { spec: { ephemeralContainers: [debug] } }
  const subresource = 'ephemeralcontainers'
  await test.client.patch(pods, { namespace, name: 'p' }, { type: 'strategic', patch }, { subresource })
  await kubelet.get(secrets, secret('debug'))
})

it('gives a mirror pod nothing but itself', async () => {
  await makeSecrets('used')
  const annotations = { 'kubernetes.io/config.mirror': 'x' }
  await makePod('m', { imagePullSecrets: [{ name: 'used' }] }, { annotations })
  const kubelet = kubeletOf('n1')
  expect((await kubelet.get(pods, { namespace, name: 'm' })).metadata.name).toBe('m')
  await expect(kubelet.get(secrets, secret('used'))).rejects.toThrow('no relationship found')
})

it('follows a claim to its volume, and the volume to the secrets it is mounted by', async () => {
  await makeSecrets('mounts', 'attaches')
  const resources = { requests: { storage: '1Gi' } }
  const accessModes = ['ReadWriteOnce']
  const claim = { metadata: { namespace, name: 'data' }, spec: { accessModes, resources } }
  await test.client.create(persistentVolumeClaims, claim)
  const csi = {
    driver: 'd',
    volumeHandle: 'h',
    nodePublishSecretRef: { namespace, name: 'mounts' },
    controllerPublishSecretRef: { namespace, name: 'attaches' },
  }
  const spec = { capacity: { storage: '1Gi' }, accessModes, csi, claimRef: { namespace, name: 'data' } }
  await test.client.create(persistentVolumes, { metadata: { name: 'vol' }, spec } as never)
  const kubelet = kubeletOf('n1')
  await expect(kubelet.get(persistentVolumes, { name: 'vol', namespace: '' })).rejects.toThrow('no relation')
  await makePod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] })
  await kubelet.get(persistentVolumeClaims, { namespace, name: 'data' })
  await kubelet.get(persistentVolumes, { name: 'vol', namespace: '' })
  await kubelet.get(secrets, secret('mounts'))
  await expect(kubelet.get(secrets, secret('attaches'))).rejects.toThrow('no relationship found')
})

it('lists pods of the node only, and says what is wrong with wider questions', async () => {
  await makePod('p', {})
  await makePod('q', { nodeName: 'n2' })
  const kubelet = kubeletOf('n1')
  const { items } = await kubelet.list(pods, { fieldSelector: 'spec.nodeName=n1' })
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['p'])
  await expect(kubelet.list(pods)).rejects.toThrow(
    'can only list/watch pods with spec.nodeName field selector',
  )
  await expect(kubelet.get(pods, { namespace, name: 'q' })).rejects.toThrow('no relationship found')
})

it('knows no node by a user without the group, nor by an empty name', async () => {
  const outsider = createClient(test.server.transport({ name: 'system:node:n1', groups: [] }))
  await expect(outsider.list(pods, { fieldSelector: 'spec.nodeName=n1' })).rejects.toThrow('cannot list')
  await expect(kubeletOf('').list(pods)).rejects.toThrow('unknown node for user "system:node:"')
})

it('says that the rules of a node cannot be listed', async () => {
  await ensureSystemNamespaces(test.transport)
  await ensureBootstrapPolicy(test.transport)
  const review = await test.server.transport({ name: 'system:node:n1', groups: ['system:nodes'] }).request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { spec: { namespace } },
  })
  expect(review).toMatchObject({
    status: { incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' },
  })
})

it.each([
  ['create', 'tokenreviews.authentication.k8s.io', 'allow'],
  ['create', 'certificatesigningrequests.certificates.k8s.io', 'allow'],
  ['update', 'certificatesigningrequests.certificates.k8s.io', 'noOpinion'],
  ['patch', 'events', 'allow'],
  ['delete', 'events', 'noOpinion'],
  ['list', 'csidrivers.storage.k8s.io', 'allow'],
  ['list', 'deployments.apps', 'noOpinion'],
  ['impersonate', 'users', 'noOpinion'],
  ['get', '/metrics', 'noOpinion'],
])('gives every node the same beside: %s of %s: %s', async (verb, what, verdict) => {
  await using store = await openStore(new MemoryBackend(), { clock: test.clock })
  const [resource = '', ...group] = what.split('.')
  const isResourceRequest = !what.startsWith('/')
  const asked = isResourceRequest ? { resource, group: group.join('.') } : { resource: '', group: '' }
  const decision = await new NodeAuthorizer(new WatchCaches(store)).authorize({
    ...{ ...asked, verb, isResourceRequest, version: 'v1', namespace: 'a', subresource: '', name: 'x' },
    ...{ path: isResourceRequest ? '' : what, user: { name: 'system:node:n1', groups: ['system:nodes'] } },
  })
  expect(decision.verdict).toBe(verdict)
})
