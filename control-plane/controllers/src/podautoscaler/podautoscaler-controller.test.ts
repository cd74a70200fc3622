import { type Deployment, deployments } from '@knarr/api/apps/v1'
import {
  type HorizontalPodAutoscaler,
  type HorizontalPodAutoscalerSpec,
  horizontalPodAutoscalers,
  type MetricSpec,
  type MetricTarget,
} from '@knarr/api/autoscaling/v2'
import { pods } from '@knarr/api/core/v1'
import type { PodMetrics } from '@knarr/api/metrics/v1beta1'
import { type Draft, hasReason, timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { deploymentOf, namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { podMetrics } from './pod-metrics.ts'
import { podAutoscalerController } from './podautoscaler-controller.ts'

const key = { namespace, name: 'web' }
const minute = 60_000
const cpu = (target: MetricTarget): MetricSpec[] => [{ type: 'Resource', resource: { name: 'cpu', target } }]

/** A deployment with pods that each ask for 100m of CPU, and an autoscaler of it that starts when told to. */
async function open(replicas: number, spec: Partial<HorizontalPodAutoscalerSpec> = {}) {
  const world = openControllers()
  const { client, clock, pass } = world
  await client.create(deployments, deploymentOf('web', replicas))
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
  await client.create(horizontalPodAutoscalers, {
    metadata: { name: 'web', namespace },
    spec: {
      ...{ scaleTargetRef, minReplicas: 1, maxReplicas: 10 },
      metrics: cpu({ type: 'Utilization', averageUtilization: 50 }),
      ...spec,
    },
  })
  const replicasNow = async () => ((await client.get(deployments, key)) as Deployment).spec.replicas
  return {
    ...{ ...world, replicasNow },
    read: (): Promise<HorizontalPodAutoscaler> => client.get(horizontalPodAutoscalers, key),
    run: () => world.run(() => podAutoscalerController(async () => [deployments])),
    async pod(name: string, requests: object = { cpu: '100m' }) {
      const containers = [{ name: 'main', image: 'web:1', resources: { requests } }]
      const made = await client.create(pods, podDraft(name, {}, { containers }))
      const longAgo = timestamp(clock.now() - 60 * minute)
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: longAgo }]
      await client.updateStatus(pods, {
        ...made,
        status: { phase: 'Running', startTime: longAgo, conditions },
      })
    },
    async use(amounts: Readonly<Record<string, string>>) {
      for (const [name, amount] of Object.entries(amounts)) {
        const sample = {
          metadata: { name, namespace, labels: { app: 'web' } },
          timestamp: timestamp(clock.now()),
          window: '30s',
          containers: [{ name: 'main', usage: { cpu: amount } }],
        } as unknown as Draft<PodMetrics>
        await client.delete(podMetrics, { namespace, name }).catch((error: unknown) => {
          if (!hasReason(error, 'NotFound')) throw error
        })
        await client.create(podMetrics, sample)
      }
      await pass(15_000)
    },
    texts: () => world.events.map(({ text }) => text),
    async condition(type: string) {
      const { status } = await client.get(horizontalPodAutoscalers, key)
      const found = status?.conditions?.find((condition) => condition.type === type)
      return `${found?.status} ${found?.reason} ${found?.message}`
    },
  }
}

describe('the horizontal pod autoscaler', () => {
  it('scales up to what the use asks for, and says why', async () => {
    const { run, pod, use, replicasNow, read, texts, condition } = await open(2)
    await pod('a')
    await pod('b')
    await use({ a: '90m', b: '60m' })
    await run()
    expect(await replicasNow()).toBe(3)
    expect(texts()).toEqual([
      'Normal SuccessfulRescale New size: 3; reason: cpu resource utilization (percentage of request) above target',
    ])
    expect((await read()).status).toMatchObject({
      ...{ desiredReplicas: 3, lastScaleTime: expect.any(String) },
      currentMetrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', current: { averageUtilization: 75, averageValue: '75m' } },
        },
      ],
    })
    expect(await condition('ScalingActive')).toBe(
      'True ValidMetricFound the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    )
    expect(await condition('AbleToScale')).toContain('True SucceededRescale')
    expect(await condition('ScalingLimited')).toContain('False DesiredWithinRange')
  })

  it.each([
    ['near the target', '54m', 2],
    ['beyond what the rate allows', '900m', 6],
  ])('with use %s', async (_, amount, expected) => {
    const { run, pod, use, replicasNow } = await open(2)
    await pod('a')
    await pod('b')
    await use({ a: amount, b: amount })
    await run()
    expect(await replicasNow()).toBe(expected)
  })

  it('scales down only when the use was low for five minutes', async () => {
    const { run, pod, use, pass, replicasNow, condition } = await open(2)
    await pod('a')
    await pod('b')
    await use({ a: '10m', b: '10m' })
    await run()
    await pass(4 * minute)
    expect(await replicasNow()).toBe(2)
    expect(await condition('AbleToScale')).toContain('True ScaleDownStabilized')
    await pass(minute + 15_000)
    expect(await replicasNow()).toBe(1)
  })

  it('goes by the rules it is given', async () => {
    const policies = [{ type: 'Pods', value: 1, periodSeconds: 60 }]
    const { run, pod, use, pass, replicasNow, condition } = await open(1, {
      behavior: { scaleUp: { policies } },
    })
    await pod('a')
    await use({ a: '500m' })
    await run()
    expect(await replicasNow()).toBe(2)
    expect(await condition('ScalingLimited')).toContain('True ScaleUpLimit')
    await pass(30_000)
    expect(await replicasNow()).toBe(2)
    await pass(45_000)
    expect(await replicasNow()).toBe(3)
  })

  it('goes by what each pod uses where that is the target', async () => {
    const metrics = cpu({ type: 'AverageValue', averageValue: '20m' })
    const { run, pod, use, replicasNow } = await open(1, { metrics })
    await pod('a', {})
    await use({ a: '50m' })
    await run()
    expect(await replicasNow()).toBe(3)
  })

  it('takes pods without samples to speak against the change', async () => {
    const { run, pod, use, replicasNow } = await open(2)
    await pod('a')
    await pod('b')
    await use({ a: '80m' })
    await run()
    expect(await replicasNow()).toBe(2)
  })

  it.each([
    [20, 10, 'Current number of replicas above Spec.MaxReplicas'],
    [1, 3, 'Current number of replicas below Spec.MinReplicas'],
  ])('brings %i replicas into bounds without looking at metrics', async (replicas, expected, reason) => {
    const { run, replicasNow, texts } = await open(replicas, { minReplicas: 3 })
    await run()
    expect(await replicasNow()).toBe(expected)
    expect(texts()).toEqual([`Normal SuccessfulRescale New size: ${expected}; reason: ${reason}`])
  })

  it('lets what is scaled to zero be', async () => {
    const { run, replicasNow, condition } = await open(0)
    await run()
    expect(await replicasNow()).toBe(0)
    expect(await condition('ScalingActive')).toBe(
      'False ScalingDisabled scaling is disabled since the replica count of the target is zero',
    )
  })

  it('says why it cannot tell', async () => {
    const { run, pod, use, condition, texts } = await open(1)
    await pod('a', {})
    await use({ a: '50m' })
    await run()
    const why = 'failed to get cpu utilization: missing request for cpu in container main of Pod a'
    expect(await condition('ScalingActive')).toBe(
      `False FailedGetResourceMetric the HPA was unable to compute the replica count: ${why}`,
    )
    expect(texts()).toEqual([
      `Warning FailedGetResourceMetric ${why}`,
      `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: ${why}`,
    ])
  })

  it('says that there is nothing to scale', async () => {
    const { run, condition } = await open(1, {
      scaleTargetRef: { apiVersion: 'v1', kind: 'Cloud', name: 'x' },
    })
    await run()
    expect(await condition('AbleToScale')).toBe(
      'False FailedGetScale the HPA controller was unable to get the target\'s current scale: no matches for kind "Cloud" in group ""',
    )
  })
})
