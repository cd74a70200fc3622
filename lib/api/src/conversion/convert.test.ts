import { deepFreeze, type KubeObject, seededRandom } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { conformToSchema } from '../conform/conform.ts'
import { sampleObject } from '../testing/sample-object.ts'
import { convert } from './convert.ts'

const hpa = (version: string, spec: object, annotations?: Record<string, string>): KubeObject =>
  deepFreeze({
    apiVersion: `autoscaling/${version}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a', ...(annotations ? { annotations } : {}) },
    spec,
  } as unknown as KubeObject)

const v1 = { group: 'autoscaling', version: 'v1' }
const v2 = { group: 'autoscaling', version: 'v2' }

describe('convert', () => {
  it('returns an object of the same version as it is', () => {
    const object = hpa('v2', {})
    expect(convert(object, v2)).toBe(object)
  })

  it('makes the CPU target of autoscaling/v1 a metric of v2', () => {
    const { spec } = convert(
      hpa('v1', { maxReplicas: 3, targetCPUUtilizationPercentage: 80 }),
      v2,
    ) as unknown as Record<string, object>
    const target = { type: 'Utilization', averageUtilization: 80 }
    expect(spec).toEqual({
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    })
  })

  it('keeps what autoscaling/v1 cannot say in annotations, as upstream writes them', () => {
    const metric = { name: 'rps', selector: { matchLabels: { a: 'b' } } }
    const metrics = [{ type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '10' } } }]
    const behavior = {
      scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
    }
    const { metadata, spec } = convert(hpa('v2', { maxReplicas: 3, metrics, behavior }), v1) as KubeObject & {
      spec: object
    }
    expect(spec).toEqual({ maxReplicas: 3 })
    expect(metadata.annotations).toEqual({
      'autoscaling.alpha.kubernetes.io/metrics':
        '[{"type":"Pods","pods":{"metricName":"rps","selector":{"matchLabels":{"a":"b"}},"targetAverageValue":"10"}}]',
      'autoscaling.alpha.kubernetes.io/behavior':
        '{"ScaleDown":{"StabilizationWindowSeconds":0,"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":15}]}}',
    })
  })

  it.each([
    ['Resource', { resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } }],
    [
      'ContainerResource',
      {
        containerResource: {
          name: 'cpu',
          container: 'c',
          target: { type: 'Utilization', averageUtilization: 50 },
        },
      },
    ],
    [
      'Object',
      {
        object: {
          describedObject: { kind: 'Ingress', name: 'i' },
          metric: { name: 'm' },
          target: { type: 'Value', value: '5' },
        },
      },
    ],
    [
      'External',
      { external: { metric: { name: 'q', selector: {} }, target: { type: 'Value', value: '30' } } },
    ],
  ])('brings a %s metric through autoscaling/v1 and back', (type, source) => {
    const cpu = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
    }
    const object = hpa('v2', { maxReplicas: 3, metrics: [{ type, ...source }, cpu] }, { mine: 'kept' })
    expect(convert(convert(object, v1), v2)).toEqual(object)
  })

  it('ignores annotations that are no JSON', () => {
    const object = hpa('v1', { maxReplicas: 1 }, { 'autoscaling.alpha.kubernetes.io/metrics': '{' })
    expect(convert(object, v2)).toEqual({ ...hpa('v2', { maxReplicas: 1 }) })
  })

  it('renames the fields of events between core and events.k8s.io', () => {
    const event = deepFreeze({
      ...{
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e' },
        message: 'm',
        count: 2,
        reportingComponent: 'k',
      },
      ...{
        involvedObject: { kind: 'Pod' },
        source: { component: 'k' },
        firstTimestamp: '2024-01-01T00:00:00Z',
      },
    }) as unknown as KubeObject
    const converted = convert(event, { group: 'events.k8s.io', version: 'v1' })
    expect(converted).toMatchObject({
      ...{ apiVersion: 'events.k8s.io/v1', note: 'm', deprecatedCount: 2, reportingController: 'k' },
      ...{ regarding: { kind: 'Pod' }, deprecatedSource: { component: 'k' } },
    })
    expect(converted).not.toHaveProperty('message')
    expect(convert(converted, { group: '', version: 'v1' })).toEqual(event)
  })

  it.each(['ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'])(
    'brings any v1beta1 %s to v1 and back',
    (kind) => {
      const gvk = { group: 'resource.k8s.io', version: 'v1beta1', kind }
      const random = seededRandom(7)
      for (let round = 0; round < 20; round++) {
        const object = deepFreeze(conformToSchema(sampleObject(gvk, random), gvk, { asWritten: true }).object)
        const converted = convert(object, { group: 'resource.k8s.io', version: 'v1' })
        expect(conformToSchema(converted, { ...gvk, version: 'v1' }).unknownFields).toEqual([])
        const back = conformToSchema(
          convert(converted, { group: 'resource.k8s.io', version: 'v1beta1' }),
          gvk,
        ).object
        expect(withoutEmpty(back)).toEqual(withoutEmpty(conformToSchema(object, gvk).object))
      }
    },
  )

  it('converts the items of a list, which do not say their kind', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'EventList',
      metadata: {},
      items: [{ metadata: { name: 'e' }, message: 'm' }],
    }
    expect(convert(list as unknown as KubeObject, { group: 'events.k8s.io', version: 'v1' })).toEqual({
      ...{ apiVersion: 'events.k8s.io/v1', kind: 'EventList', metadata: {} },
      items: [{ metadata: { name: 'e' }, note: 'm' }],
    })
  })
})

/** A device without anything but its name has an empty `basic` or none: the same to every reader. */
function withoutEmpty(object: unknown): unknown {
  return JSON.parse(
    JSON.stringify(object, (_, value) => (JSON.stringify(value) === '{}' ? undefined : value)),
  )
}
