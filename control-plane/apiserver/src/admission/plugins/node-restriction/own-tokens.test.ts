import type { TokenRequest } from '@knarr/api/authentication/v1'
import {
  nodes,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  type ServiceAccount,
  serviceAccounts,
} from '@knarr/api/core/v1'
import { clusterRoleBindings, clusterRoles } from '@knarr/api/rbac/v1'
import { csiDrivers } from '@knarr/api/storage/v1'
import { type Client, createClient } from '@knarr/client'
import type { Draft } from '@knarr/machinery'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const namespace = 'default'
let test: TestServer
let kubelet: Client

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
  kubelet = createClient(test.server.transport({ name: 'system:node:n1', groups: ['system:nodes'] }))
  await kubelet.create(nodes, { metadata: { name: 'n1' }, spec: {} })
  await test.client.create(serviceAccounts, { metadata: { namespace, name: 'robot' } })
})

function makePod(name: string, spec: object = {}): Promise<Pod> {
  const containers = [{ name: 'c', image: 'i' }]
  const whole = { serviceAccountName: 'robot', nodeName: 'n1', containers, ...spec }
  return test.client.create(pods, { metadata: { namespace, name }, spec: whole })
}

function askToken(boundObjectRef?: object, audiences: string[] = []): Promise<TokenRequest> {
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { namespace, name: 'robot' },
    spec: { audiences, ...(boundObjectRef ? { boundObjectRef } : {}) },
  }
  const draft = request as unknown as Draft<ServiceAccount>
  return kubelet.create<ServiceAccount, TokenRequest>(serviceAccounts, draft, { subresource: 'token' })
}

const referenceTo = ({ metadata: { name, uid } }: Pod) => ({ apiVersion: 'v1', kind: 'Pod', name, uid })
const tokenVolume = (audience?: string) => ({
  name: 't',
  projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience ? { audience } : {}) } }] },
})

it('gives a node tokens that are bound to pods of its own', async () => {
  const own = await makePod('own', { volumes: [tokenVolume()] })
  const { status } = await askToken(referenceTo(own))
  expect(status?.token).toMatch(/^ey/)
})

it('gives none for accounts that none of its pods run as', async () => {
  await expect(askToken()).rejects.toThrow("no relationship found between node 'n1' and this object")
})

it('gives none that are bound to nothing, or to another pod', async () => {
  const own = await makePod('own')
  const other = await makePod('other', { nodeName: 'n2' })
  const subject = 'serviceaccounts "robot" is forbidden: '
  await expect(askToken()).rejects.toThrow(`${subject}node requested token not bound to a pod`)
  await expect(askToken({ ...referenceTo(own), uid: '' })).rejects.toThrow(
    `${subject}node requested token with a pod binding without a uid`,
  )
  await expect(askToken({ ...referenceTo(own), uid: 'x' })).rejects.toThrow(
    `${subject}the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated`,
  )
  await expect(askToken({ ...referenceTo(own), name: 'gone' })).rejects.toThrow('pod "gone" not found')
  await expect(askToken(referenceTo(other))).rejects.toThrow(
    `${subject}node requested token bound to a pod scheduled on a different node`,
  )
})

it('gives them for audiences the pod names', async () => {
  const own = await makePod('own', { volumes: [tokenVolume('vault')] })
  expect((await askToken(referenceTo(own), ['vault'])).spec?.audiences).toEqual(['vault'])
  await expect(askToken(referenceTo(own), ['vault', 'api'])).rejects.toThrow(
    'node may only request 0 or 1 audiences',
  )
  await expect(askToken(referenceTo(own), ['bank'])).rejects.toThrow(
    'audience "bank" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience',
  )
})

it('gives them for audiences that the driver of a volume asks for', async () => {
  const drivers = { name: 'd.example' }
  await test.client.create(csiDrivers, { metadata: drivers, spec: { tokenRequests: [{ audience: 'disk' }] } })
  const inline = await makePod('inline', { volumes: [{ name: 'v', csi: { driver: 'd.example' } }] })
  await askToken(referenceTo(inline), ['disk'])
  const persistentVolumeClaim = { claimName: 'data' }
  const claimed = await makePod('claimed', { volumes: [{ name: 'v', persistentVolumeClaim }] })
  await expect(askToken(referenceTo(claimed), ['disk'])).rejects.toThrow(
    'error validating audience "disk": persistentvolumeclaim "data" not found',
  )
  const common = { accessModes: ['ReadWriteOnce'] }
  await test.client.create(persistentVolumeClaims, {
    metadata: { namespace, name: 'data' },
    spec: { ...common, resources: { requests: { storage: '1Gi' } }, volumeName: 'vol' },
  })
  const csi = { driver: 'd.example', volumeHandle: 'h' }
  const spec = { ...common, capacity: { storage: '1Gi' }, csi }
  await test.client.create(persistentVolumes, { metadata: { name: 'vol' }, spec } as never)
  await askToken(referenceTo(claimed), ['disk'])
})

it('gives them for audiences that a role allows', async () => {
  const own = await makePod('own')
  const verbs = ['request-serviceaccounts-token-audience']
  const rules = [{ apiGroups: [''], resources: ['bank'], verbs }]
  const apiGroup = 'rbac.authorization.k8s.io'
  await test.client.create(clusterRoles, { metadata: { name: 'bank' }, rules })
  await test.client.create(clusterRoleBindings, {
    metadata: { name: 'bank' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'bank' },
    subjects: [{ apiGroup, kind: 'Group', name: 'system:nodes' }],
  })
  await askToken(referenceTo(own), ['bank'])
})
