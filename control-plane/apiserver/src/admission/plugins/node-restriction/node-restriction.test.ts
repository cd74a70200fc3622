import { leases } from '@knarr/api/coordination/v1'
import { type Node, nodes, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { resourceSlices } from '@knarr/api/resource/v1'
import { csiNodes } from '@knarr/api/storage/v1'
import { type Client, createClient } from '@knarr/client'
import type { Draft } from '@knarr/machinery'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const namespace = 'default'
let test: TestServer
let kubelet: Client
let node: Node

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
  kubelet = kubeletOf('n1')
  node = await kubelet.create(nodes, { metadata: { name: 'n1' }, spec: {} })
})

function kubeletOf(name: string): Client {
  return createClient(test.server.transport({ name: `system:node:${name}`, groups: ['system:nodes'] }))
}

function draftOf(name: string, spec: object = {}, metadata: object = {}): Draft<Pod> {
  const containers = [{ name: 'c', image: 'i' }]
  return { metadata: { namespace, name, ...metadata }, spec: { nodeName: 'n1', containers, ...spec } }
}

const mirrored = { annotations: { 'kubernetes.io/config.mirror': 'x' } }
const ownerOf = ({ metadata }: Node) => ({
  ...{ apiVersion: 'v1', kind: 'Node', name: metadata.name, uid: metadata.uid, controller: true },
})

describe('nodes', () => {
  const patchNode = (name: string, patch: object, subresource?: string): Promise<unknown> =>
    kubelet.patch(
      nodes,
      { namespace: '', name },
      { type: 'merge', patch },
      subresource ? { subresource } : {},
    )

  it('are only written by their own kubelet', async () => {
    await test.client.create(nodes, { metadata: { name: 'n2' }, spec: {} })
    const refusal = 'nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"'
    await expect(patchNode('n2', { metadata: { labels: { a: 'b' } } })).rejects.toThrow(refusal)
    await expect(patchNode('n2', { status: { phase: 'Running' } }, 'status')).rejects.toThrow(refusal)
    await expect(kubelet.create(nodes, { metadata: { name: 'n3' }, spec: {} })).rejects.toThrow(
      'nodes "n3" is forbidden: node "n1" is not allowed to modify node "n3"',
    )
    await patchNode('n1', { metadata: { labels: { a: 'b' } } })
  })

  it('register without labels that draw pods to them', async () => {
    const labels = { 'node-restriction.kubernetes.io/b': '', 'node-role.kubernetes.io/a': '', color: 'red' }
    await expect(
      kubeletOf('n2').create(nodes, { metadata: { name: 'n2', labels }, spec: {} }),
    ).rejects.toThrow(
      'node "n2" is not allowed to set the following labels: node-restriction.kubernetes.io/b, node-role.kubernetes.io/a',
    )
  })

  it.each([
    [
      { metadata: { labels: { 'node-role.kubernetes.io/a': '' } } },
      'is not allowed to modify labels: node-role.kubernetes.io/a',
    ],
    [{ spec: { taints: null } }, 'node "n1" is not allowed to modify taints'],
    [
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }] } },
      'node "n1" is not allowed to modify ownerReferences',
    ],
  ])('keep what is not for their kubelet to change: %j', async (patch, text) => {
    await expect(patchNode('n1', patch)).rejects.toThrow(`nodes "n1" is forbidden: ${text}`)
  })
})

describe('mirror pods', () => {
  it('are all a kubelet may create, of its own node', async () => {
    const ownerReferences = [ownerOf(node)]
    await kubelet.create(pods, draftOf('m', {}, { ...mirrored, ownerReferences }))
    await expect(kubelet.create(pods, draftOf('p'))).rejects.toThrow(
      'pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
    )
    await expect(
      kubelet.create(pods, draftOf('p', { nodeName: 'n2' }, { ...mirrored, ownerReferences })),
    ).rejects.toThrow('node "n1" can only create pods with spec.nodeName set to itself')
  })

  it.each([
    [[], 'node "n1" can only create pods with an owner reference set to itself'],
    [[{ name: 'n2' }], 'node "n1" can only create pods with an owner reference set to itself'],
    [
      [{ controller: false }],
      'node "n1" can only create pods with a controller owner reference set to itself',
    ],
    [[{ blockOwnerDeletion: true }], 'node "n1" must not set blockOwnerDeletion on an owner reference'],
    [[{}, { uid: 'u', controller: false }], 'with a single owner reference set to itself'],
    [[{ uid: 'other' }], 'node n1 UID mismatch: expected other got'],
  ])('belong to the node as it is: not %j', async (changes, text) => {
    const ownerReferences = changes.map((change) => ({ ...ownerOf(node), ...change }))
    const made = kubelet.create(pods, draftOf('m', {}, { ...mirrored, ownerReferences }))
    await expect(made).rejects.toThrow(text)
  })

  const withSource = (source: object) => ({ volumes: [{ name: 'v', ...source }] })

  it.each([
    [{ serviceAccountName: 'robot' }, 'serviceaccounts'],
    [{ imagePullSecrets: [{ name: 's' }] }, 'secrets'],
    [{ containers: [{ name: 'c', image: 'i', envFrom: [{ configMapRef: { name: 'c' } }] }] }, 'configmaps'],
    [withSource({ persistentVolumeClaim: { claimName: 'c' } }), 'persistentvolumeclaims'],
    [withSource({ csi: { driver: 'd' } }), 'csidrivers (via CSI volumes)'],
    [
      withSource({ projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }),
      'serviceaccounts (via projected volumes)',
    ],
  ])('refer to nothing in the API: not %j', async (spec, what) => {
    const metadata = { ...mirrored, ownerReferences: [ownerOf(node)] }
    await expect(kubelet.create(pods, draftOf('m', spec, metadata))).rejects.toThrow(
      `node "n1" can not create pods that reference ${what}`,
    )
  })
})

describe('pods', () => {
  beforeEach(async () => {
    await test.client.create(pods, draftOf('own'))
    await test.client.create(pods, draftOf('others', { nodeName: 'n2' }))
  })

  const patchStatus = (name: string, patch: object): Promise<unknown> =>
    kubelet.patch(pods, { namespace, name }, { type: 'merge', patch }, { subresource: 'status' })

  it('are ended by the kubelet of their node', async () => {
    await expect(kubelet.delete(pods, { namespace, name: 'others' })).rejects.toThrow(
      'pods "others" is forbidden: node "n1" can only delete pods with spec.nodeName set to itself',
    )
    await kubelet.delete(pods, { namespace, name: 'own' }, { gracePeriodSeconds: 0 })
    await expect(test.client.get(pods, { namespace, name: 'own' })).rejects.toThrow('not found')
  })

  it('have their status from the kubelet of their node, and nothing beside it', async () => {
    await patchStatus('own', { status: { phase: 'Running' } })
    await expect(patchStatus('others', { status: { phase: 'Failed' } })).rejects.toThrow(
      'node "n1" can only update pod status for pods with spec.nodeName set to itself',
    )
    await expect(patchStatus('own', { metadata: { labels: { a: 'b' } } })).rejects.toThrow(
      'node "n1" cannot update labels through pod status',
    )
    const resourceClaimStatuses = [{ name: 'c', resourceClaimName: 'other' }]
    await expect(patchStatus('own', { status: { resourceClaimStatuses } })).rejects.toThrow(
      'node "n1" cannot update resource claim statues',
    )
  })

  it('are evicted by the kubelet of their node', async () => {
    const evict = (name: string): Promise<unknown> => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } }
      return kubelet.create(pods, eviction as never, { subresource: 'eviction' })
    }
    await expect(evict('others')).rejects.toThrow(
      'pods "others" is forbidden: node n1 can only evict pods with spec.nodeName set to itself',
    )
    await expect(evict('gone')).rejects.toThrow('pod "gone" not found')
    await evict('own')
  })
})

describe('what belongs to a node by its name', () => {
  it('leases', async () => {
    const place = { namespace: 'kube-node-lease' }
    await test.transport.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name: 'kube-node-lease' } },
    })
    await expect(kubelet.create(leases, { metadata: { ...place, name: 'n2' }, spec: {} })).rejects.toThrow(
      'leases.coordination.k8s.io "n2" is forbidden: can only access node lease with the same name as the requesting node',
    )
    await kubelet.create(leases, { metadata: { ...place, name: 'n1' }, spec: {} })
  })

  it('CSINodes', async () => {
    const spec = { drivers: [] }
    await expect(kubelet.create(csiNodes, { metadata: { name: 'n2' }, spec })).rejects.toThrow(
      'can only access CSINode with the same name as the requesting node',
    )
    await kubelet.create(csiNodes, { metadata: { name: 'n1' }, spec })
  })

  it('ResourceSlices', async () => {
    const slice = (name: string, nodeName: string) => {
      const pool = { name: nodeName, generation: 1, resourceSliceCount: 1 }
      return { metadata: { name }, spec: { driver: 'd.example', nodeName, pool } }
    }
    await expect(kubelet.create(resourceSlices, slice('a', 'n2'))).rejects.toThrow(
      'can only create ResourceSlice with the same NodeName as the requesting node',
    )
    await kubelet.create(resourceSlices, slice('a', 'n1'))
    await test.client.create(resourceSlices, slice('b', 'n2'))
    await kubelet.deleteCollection(resourceSlices, { fieldSelector: 'spec.nodeName=n1' })
    const { items } = await test.client.list(resourceSlices)
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['b'])
  })
})

it('claims: only how big they have become', async () => {
  const key = { namespace, name: 'data' }
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  await test.client.create(persistentVolumeClaims, { metadata: key, spec })
  await test.client.create(
    pods,
    draftOf('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }),
  )
  const write = (patch: object): Promise<unknown> =>
    kubelet.patch(persistentVolumeClaims, key, { type: 'merge', patch }, { subresource: 'status' })
  await write({ status: { capacity: { storage: '2Gi' } } })
  await expect(write({ status: { phase: 'Bound' } })).rejects.toThrow(
    'node "n1" is not allowed to update fields other than status.quantity and status.conditions: status',
  )
})

it('says so where the node cannot be told from the user', async () => {
  const authorizationModes = ['AlwaysAllow']
  await using open = await startTestServer({ strategies, authorizationModes })
  const nobody = createClient(open.server.transport({ name: 'system:node:', groups: ['system:nodes'] }))
  await expect(nobody.create(nodes, { metadata: { name: 'n1' }, spec: {} })).rejects.toThrow(
    'nodes "n1" is forbidden: could not determine node from user "system:node:"',
  )
})
