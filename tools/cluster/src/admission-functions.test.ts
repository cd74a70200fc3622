import { request } from 'node:https'
import { deployments } from '@knarr/api/apps/v1'
import { horizontalPodAutoscalers as autoscalersV1 } from '@knarr/api/autoscaling/v1'
import { horizontalPodAutoscalers as autoscalersV2 } from '@knarr/api/autoscaling/v2'
import { configMaps } from '@knarr/api/core/v1'
import { type AdmissionFunction, admissionFunction } from '@knarr/apiserver'
import { createClient } from '@knarr/client'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

const limits = admissionFunction({
  name: 'replicas.example.com',
  resource: deployments,
  mutate({ object }) {
    if (object) object.metadata.labels = { owner: 'nobody', ...object.metadata.labels }
  },
  validate({ object, userInfo, deny, warn, annotate }) {
    const replicas = object?.spec.replicas ?? 1
    if (replicas > 9) deny(`${userInfo.username} may have 9 replicas, not ${replicas}`, { code: 422 })
    if (replicas > 5) warn(`${replicas} replicas are many`)
    annotate('replicas', String(replicas))
  },
})

const deploymentOf = (replicas: number) => ({
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'a' }] },
    },
  },
})

const configMap = { metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } }

const start = (
  functions: readonly AdmissionFunction[],
  apiServer: Parameters<typeof Cluster.start>[0] = {},
): Promise<Cluster> =>
  Cluster.start({ clock: new VirtualClock(), seed: 1, admissionFunctions: functions, ...apiServer })

describe('an admission function', () => {
  it('changes what is written, and refuses it in its name', async () => {
    await using cluster = await start([limits])
    expect((await cluster.client.create(deployments, deploymentOf(2))).metadata.labels).toEqual({
      owner: 'nobody',
    })
    const scaled = { ...deploymentOf(10), metadata: { name: 'more', namespace: 'default' } }
    await expect(cluster.client.create(deployments, scaled)).rejects.toMatchObject({
      code: 422,
      message:
        'admission function "replicas.example.com" denied the request: kubernetes-admin may have 9 replicas, not 10',
    })
  })

  it('sees the old object, who asks and whether it is for real, and its context reads the cluster', async () => {
    const seen: unknown[] = []
    const watching = admissionFunction({
      name: 'watching',
      resource: configMaps,
      operations: ['CREATE', 'UPDATE', 'DELETE'],
      async validate({ operation, object, oldObject, dryRun, userInfo, namespace }, context) {
        if (namespace !== 'default' || object?.metadata.name === 'kube-root-ca.crt') return
        const there = await context.find(configMaps, { namespace, name: 'a' })
        seen.push([operation, oldObject?.data, object?.data, dryRun, userInfo.username, there !== undefined])
      },
    })
    await using cluster = await start([watching])
    const jane = createClient(cluster.transport({ name: 'jane', groups: ['system:masters'] }))
    await jane.create(configMaps, configMap)
    const there = await jane.get(configMaps, configMap.metadata)
    const changed = await jane.update(configMaps, { ...there, data: { x: '2' } }, { dryRun: true })
    expect(changed.data).toEqual({ x: '2' })
    await jane.delete(configMaps, configMap.metadata)
    expect(seen).toEqual([
      ['CREATE', undefined, { x: '1' }, false, 'jane', false],
      ['UPDATE', { x: '1' }, { x: '2' }, true, 'jane', true],
      ['DELETE', { x: '1' }, undefined, false, 'jane', true],
    ])
  })

  it('has its changes validated, and cannot change which object it is', async () => {
    await using cluster = await start([
      admissionFunction({
        name: 'careless',
        resource: configMaps,
        mutate({ object }) {
          if (object?.metadata.name !== 'a') return
          object.metadata.name = 'other'
          object.data = { 'not a key!': '1' }
        },
      }),
    ])
    await expect(cluster.client.create(configMaps, configMap)).rejects.toMatchObject({
      code: 422,
      message: expect.stringMatching(/^ConfigMap "a" is invalid: data\[not a key!\]: Invalid value/),
    })
  })

  it('that throws fails the write', async () => {
    await using cluster = await start([
      admissionFunction({
        name: 'broken',
        resource: configMaps,
        validate: ({ object }) => {
          if (object?.metadata.name === 'a') throw new TypeError('x is undefined')
        },
      }),
    ])
    await expect(cluster.client.create(configMaps, configMap)).rejects.toMatchObject({
      code: 500,
      message: expect.stringContaining('failed calling admission function "broken": x is undefined'),
    })
  })

  it('sees writes of any version in its own', async () => {
    await using cluster = await start([
      admissionFunction({
        name: 'metrics',
        resource: autoscalersV2,
        mutate({ object }) {
          const [metric] = object?.spec?.metrics ?? []
          if (metric?.resource) metric.resource.target.averageUtilization = 33
        },
      }),
    ])
    const created = await cluster.client.create(autoscalersV1, {
      metadata: { name: 'a', namespace: 'default' },
      spec: {
        ...{ maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      },
    })
    expect(created.spec?.targetCPUUtilizationPercentage).toBe(33)
  })

  it('warns the caller, and tells the audit event', async () => {
    const annotations: unknown[] = []
    await using cluster = await start([limits], {
      apiServer: {
        audit: {
          policy: { rules: [{ level: 'Metadata' }] },
          backend: {
            process: (event) => annotations.push(event.annotations?.['replicas.example.com/replicas']),
            close: async () => {},
          },
        },
      },
    })
    expect(await warningsOf(cluster, deploymentOf(6))).toBe('299 - "6 replicas are many"')
    expect(annotations).toContain('6')
  })

  it.each([
    [['a', 'a'], 'two admission functions are named "a"'],
    [[''], 'an admission function needs a name'],
  ])('is known by its name: %j', async (names, message) => {
    const functions = names.map((name) => admissionFunction({ name, resource: configMaps }))
    await expect(start(functions)).rejects.toThrow(message)
  })
})

/** The warnings a client gets that asks over HTTPS. */
async function warningsOf(cluster: Cluster, body: object): Promise<string | undefined> {
  const url = await cluster.listen()
  const { authority, admin } = await cluster.certificates()
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', ca: authority.cert, cert: admin.cert, key: admin.key, agent: false }
    const sent = request(
      `${url}/apis/apps/v1/namespaces/default/deployments`,
      { ...options, headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume()
        resolve(answer.headers['warning'] as string | undefined)
      },
    )
    sent.on('error', reject).end(JSON.stringify(body))
  })
}
