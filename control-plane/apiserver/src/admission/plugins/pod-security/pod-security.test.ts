import type { Resource } from '@knarr/api'
import { deployments } from '@knarr/api/apps/v1'
import { cronJobs } from '@knarr/api/batch/v1'
import { namespaces, type Pod, pods } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'
import { podSecurity } from './pod-security.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
})
afterEach(() => test[Symbol.asyncDispose]())

const label = async (labels: Record<string, string>) => {
  const prefixed = Object.entries(labels).map(([name, value]) => [
    `pod-security.kubernetes.io/${name}`,
    value,
  ])
  const body = { metadata: { labels: Object.fromEntries(prefixed) } }
  return test.transport.request({
    ...{ method: 'PATCH', path: '/api/v1/namespaces/default', body },
    contentType: 'application/merge-patch+json',
  } as never)
}

const create = (spec: object = {}, container: object = {}, annotations: object = {}) =>
  test.client.create(pods, {
    metadata: { name: 'web', namespace: 'default', annotations },
    spec: { containers: [{ name: 'c', image: 'x', ...container }], ...spec },
  } as unknown as Pod)

const restrictedSpec = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } }
const restrictedContainer = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
}
const everything =
  'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
  'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
  'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
  'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'

describe('PodSecurity', () => {
  it('refuses all that restricted forbids, in upstream words', async () => {
    await label({ enforce: 'restricted' })
    await expect(create()).rejects.toMatchObject({
      code: 403,
      message: `pods "web" is forbidden: violates PodSecurity "restricted:latest": ${everything}`,
    })
  })

  it('lets in what keeps to restricted, and anything where no label says otherwise', async () => {
    await expect(create({ hostNetwork: true })).resolves.toBeDefined()
    await test.client.delete(pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 })
    await label({ enforce: 'restricted' })
    await expect(create(restrictedSpec, restrictedContainer)).resolves.toBeDefined()
  })

  const inContext = (securityContext: object) => ({ securityContext })
  it.each([
    [{ hostNetwork: true, hostPID: true }, {}, 'host namespaces (hostNetwork=true, hostPID=true)'],
    [
      {},
      inContext({ privileged: true }),
      'privileged (container "c" must not set securityContext.privileged=true)',
    ],
    [
      {},
      inContext({ capabilities: { add: ['NET_ADMIN', 'CHOWN'] } }),
      'non-default capabilities (container "c" must not include "NET_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      {
        volumes: [
          { name: 'a', hostPath: { path: '/' } },
          { name: 'b', hostPath: { path: '/' } },
        ],
      },
      {},
      'hostPath volumes (volumes "a", "b")',
    ],
    [{}, { ports: [{ containerPort: 80, hostPort: 8080 }] }, 'hostPort (container "c" uses hostPort 8080)'],
    [
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      {},
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      { securityContext: { seLinuxOptions: { type: 'foo', user: 'me' } } },
      {},
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "foo"; user may not be set)',
    ],
    [
      {
        securityContext: {
          sysctls: [
            { name: 'net.ipv4.tcp_syncookies', value: '1' },
            { name: 'kernel.sem', value: '1' },
          ],
        },
      },
      {},
      'forbidden sysctls (kernel.sem)',
    ],
    [
      {},
      { livenessProbe: { httpGet: { host: 'evil', port: 80 } } },
      'probe or lifecycle host (container "c" uses probe or lifecycle host "evil")',
    ],
    [
      {},
      inContext({ appArmorProfile: { type: 'Unconfined' } }),
      'forbidden AppArmor profile (container "c" must not set AppArmor profile type to "Unconfined")',
    ],
  ])('has baseline refuse %j with %j', async (spec, container, message) => {
    await label({ enforce: 'baseline' })
    await expect(create(spec, container)).rejects.toThrow(
      `pods "web" is forbidden: violates PodSecurity "baseline:latest": ${message}`,
    )
  })

  it.each([
    [
      { volumes: [{ name: 'a', nfs: { server: 's', path: '/' } }] },
      {},
      'restricted volume types (volume "a" uses restricted volume type "nfs")',
    ],
    [
      { securityContext: { ...restrictedSpec.securityContext, runAsUser: 0 } },
      {},
      'runAsUser=0 (pod must not set runAsUser=0)',
    ],
    [
      { securityContext: { ...restrictedSpec.securityContext, runAsNonRoot: false } },
      {},
      'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
    ],
  ])('has restricted refuse %j with %j', async (spec, container, message) => {
    await label({ enforce: 'restricted' })
    await expect(
      create({ ...restrictedSpec, ...spec }, { ...restrictedContainer, ...container }),
    ).rejects.toThrow(`violates PodSecurity "restricted:latest": ${message}`)
  })

  it('judges by the version a label names', async () => {
    await label({ enforce: 'restricted', 'enforce-version': 'v1.18' })
    await expect(create()).rejects.toThrow(
      'violates PodSecurity "restricted:v1.18": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
    )
  })

  const strict = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  const warningsOf = async (resource: Resource, object: object, old: object, existing: object[]) => {
    const warnings: string[] = []
    const user = { name: 'me', groups: [] }
    const name = { name: 'default', namespace: 'default', subresource: '', user }
    const attributes = { ...name, operation: 'UPDATE', resource, object, old, warnings }
    const find = async () => ({ metadata: { labels: strict } })
    await podSecurity().validate?.(attributes as never, { find, list: async () => existing } as never)
    return warnings
  }

  it('warns of templates whose pods it would refuse', async () => {
    const template = { spec: { containers: [{ name: 'c', image: 'x' }] } }
    const warning = `would violate PodSecurity "restricted:latest": ${everything}`
    const deployment = { metadata: {}, spec: { template } }
    expect(await warningsOf(deployments, deployment, deployment, [])).toEqual([warning])
    const cronJob = { metadata: {}, spec: { jobTemplate: { spec: { template } } } }
    expect(await warningsOf(cronJobs, cronJob, cronJob, [])).toEqual([warning])
  })

  it('warns who makes a namespace stricter than its pods', async () => {
    const spec = { hostNetwork: true, ...restrictedSpec, containers: [{ name: 'c', ...restrictedContainer }] }
    const existing = ['b', 'a', 'c'].map((name) => ({ metadata: { name }, spec }))
    const labelled = { metadata: { name: 'default', labels: strict } }
    expect(await warningsOf(namespaces, labelled, { metadata: {} }, existing)).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest"',
      'a (and 2 other pods): host namespaces',
    ])
    expect(await warningsOf(namespaces, labelled, labelled, existing)).toEqual([])
  })

  it('refuses labels that mean nothing', async () => {
    const metadata = { name: 'x', labels: { 'pod-security.kubernetes.io/enforce': 'strict' } }
    await expect(test.client.create(namespaces, { metadata } as never)).rejects.toMatchObject({ code: 422 })
  })

  it('lets pods of before be labelled', async () => {
    const pod = await create()
    await label({ enforce: 'restricted' })
    const labelled = { ...pod, metadata: { ...pod.metadata, labels: { a: 'b' } } }
    await expect(test.client.update(pods, labelled)).resolves.toBeDefined()
  })
})
