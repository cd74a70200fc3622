import { type Pod, pods, type ServiceAccount, serviceAccounts } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const start = (): Promise<TestServer> => startTestServer({ strategies: undefined, admissionPlugins: {} })

const account = (name: string, more: Partial<ServiceAccount> = {}): Draft<ServiceAccount> => ({
  metadata: { name, namespace: 'default' },
  ...more,
})

const pod = (spec: Partial<Pod['spec']> = {}, annotations = {}): Draft<Pod> =>
  ({
    metadata: { name: 'web', namespace: 'default', annotations },
    spec: { containers: [{ name: 'main', image: 'nginx' }], ...spec },
  }) as Draft<Pod>

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

describe('ServiceAccount', () => {
  it('runs pods as the account default, with its token, the CA and the namespace mounted', async () => {
    await using test = await start()
    await test.client.create(serviceAccounts, account('default', { imagePullSecrets: [{ name: 'pull' }] }))
    const init = { name: 'init', image: 'nginx', volumeMounts: [{ name: 'own', mountPath }] }
    const own = { name: 'own', emptyDir: {} }
    const created = await test.client.create(pods, pod({ initContainers: [init], volumes: [own] }))
    const name = expect.stringMatching(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(created.spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      imagePullSecrets: [{ name: 'pull' }],
      containers: [{ volumeMounts: [{ name, readOnly: true, mountPath }] }],
      initContainers: [{ volumeMounts: [{ name: 'own', mountPath }] }],
    })
    expect(created.spec.volumes?.[1]).toEqual({
      name,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardAPI: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
      },
    })
  })

  interface TokenCase {
    readonly ofAccount?: boolean
    readonly ofPod?: boolean
    readonly mounts?: { name: string; mountPath: string }[]
  }

  it.each<[TokenCase, boolean]>([
    [{ ofAccount: false }, false],
    [{ ofAccount: true, ofPod: false }, false],
    [{ ofAccount: false, ofPod: true }, true],
    [{ mounts: [{ name: 'own', mountPath }] }, false],
  ])('with %j the token is mounted: %j', async (given, isMounted) => {
    const { ofAccount, ofPod, mounts } = given
    await using test = await start()
    await test.client.create(serviceAccounts, account('x', { automountServiceAccountToken: ofAccount }))
    const created = await test.client.create(
      pods,
      pod({
        serviceAccountName: 'x',
        automountServiceAccountToken: ofPod,
        volumes: [{ name: 'own', emptyDir: {} }],
        containers: [{ name: 'main', image: 'nginx', volumeMounts: mounts }],
      } as never),
    )
    expect(created.spec.volumes?.some(({ projected }) => projected) ?? false).toBe(isMounted)
  })

  it('keeps pull secrets a pod names itself', async () => {
    await using test = await start()
    await test.client.create(serviceAccounts, account('default', { imagePullSecrets: [{ name: 'pull' }] }))
    const created = await test.client.create(pods, pod({ imagePullSecrets: [{ name: 'own' }] }))
    expect(created.spec.imagePullSecrets).toEqual([{ name: 'own' }])
  })

  it('refuses a pod whose account does not exist', async () => {
    await using test = await start()
    await expect(test.client.create(pods, pod({ serviceAccountName: 'x' }))).rejects.toMatchObject({
      code: 403,
      message:
        'pods "web" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
    })
  })

  it('waits a moment for the account default of a new namespace', async () => {
    await using test = await start()
    const created = test.client.create(pods, pod())
    await test.client.create(serviceAccounts, account('default'))
    await expect(created).resolves.toMatchObject({ spec: { serviceAccountName: 'default' } })
  })

  it('does not wait for it long', async () => {
    await using test = await start()
    const { armed } = test.clock
    const created = test.client.create(pods, pod())
    const refused = expect(created).rejects.toThrow('serviceaccount "default" not found')
    await expect.poll(() => test.clock.armed).toBeGreaterThan(armed + 1)
    await test.clock.advance(1350)
    await refused
  })

  it.each([
    [{ serviceAccountName: 'default' }, 'a mirror pod may not reference service accounts'],
    [{ imagePullSecrets: [{ name: 'x' }] }, 'a mirror pod may not reference secrets'],
    [{ volumes: [{ name: 'v', secret: { secretName: 'x' } }] }, 'a mirror pod may not reference secrets'],
    [
      { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }] },
      'a mirror pod may not use ServiceAccountToken volume projections',
    ],
  ])('refuses a mirror pod with %j', async (spec, message) => {
    await using test = await start()
    const mirror = pod({ nodeName: 'n', ...spec } as never, { 'kubernetes.io/config.mirror': 'x' })
    await expect(test.client.create(pods, mirror)).rejects.toThrow(message)
  })

  it('leaves a mirror pod as it is', async () => {
    await using test = await start()
    const created = await test.client.create(
      pods,
      pod({ nodeName: 'n' }, { 'kubernetes.io/config.mirror': 'x' }),
    )
    expect(created.spec).not.toHaveProperty('serviceAccountName')
    expect(created.spec).not.toHaveProperty('volumes')
  })
})
