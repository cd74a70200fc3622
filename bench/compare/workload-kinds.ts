import type { ComparedKind } from './compared-kind.ts'
import { conditions } from './compared-kinds.ts'
import { namespaced, noStatus, odd, percent, podSpec, selector, template } from './made-up-pods.ts'
import type { Seeded } from './seeded.ts'

function job(chance: Seeded): object {
  return {
    ...chance.maybe(3, () => ({ parallelism: chance.pick([1, 2, -1]) })),
    ...chance.maybe(3, () => ({ completions: chance.pick([1, 3, -1]) })),
    ...chance.maybe(4, () => ({ completionMode: chance.pick(['Indexed', 'NonIndexed', 'X']) })),
    ...chance.maybe(4, () => ({ backoffLimit: chance.pick([0, 6, -1]) })),
    ...chance.maybe(6, () => ({ backoffLimitPerIndex: 1 })),
    ...chance.maybe(6, () => ({ ttlSecondsAfterFinished: chance.pick([0, 5, -1]) })),
    ...chance.maybe(6, () => ({ suspend: true })),
    ...chance.maybe(6, () => ({ podReplacementPolicy: chance.pick(['Failed', 'TerminatingOrFailed', 'X']) })),
    ...chance.maybe(6, () => ({
      podFailurePolicy: {
        rules: [
          {
            action: chance.pick(['FailJob', 'Ignore', 'X']),
            onExitCodes: {
              operator: chance.pick(['In', 'NotIn']),
              values: chance.pick([[1, 2], [2, 1], [0], []]),
            },
          },
        ],
      },
    })),
    ...chance.maybe(8, () => ({ selector: { matchLabels: { app: 'x' } } })),
    ...chance.maybe(10, () => ({ activeDeadlineSeconds: chance.pick([0, -1, 9]) })),
    template: template(chance, odd(chance, 'Never', ['OnFailure', 'Always', undefined])),
  }
}

const metric = (chance: Seeded): object =>
  chance.pick([
    {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: chance.pick([50, 0]) } },
    },
    { type: 'Resource', resource: { name: '', target: { type: 'AverageValue' } } },
    { type: 'External', external: { metric: { name: 'q' }, target: { type: 'Value', value: '5' } } },
    { type: 'Odd' },
    { type: 'Pods' },
  ])

/** Their bodies are wrong as often as not: are they taken, with which defaults, and in which words are they refused? */
export const workloadKinds: readonly ComparedKind[] = [
  {
    ...{ apiVersion: 'v1', kind: 'Pod', path: `/api/v1${namespaced}pods` },
    body: (chance) => ({ spec: podSpec(chance, odd(chance, 'Always', ['Never', 'X'])) }),
    status: (chance) => ({ conditions: conditions(chance) }),
  },
  {
    ...{ apiVersion: 'batch/v1', kind: 'Job', path: `/apis/batch/v1${namespaced}jobs` },
    body: (chance) => ({ spec: job(chance) }),
    status: noStatus,
  },
  {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob', path: `/apis/batch/v1${namespaced}cronjobs` },
    body: (chance) => ({
      spec: {
        schedule: odd(chance, '*/5 * * * *', ['', '* * *', '@daily', '61 * * * *', 'TZ=UTC * * * * *']),
        ...chance.maybe(3, () => ({ timeZone: chance.pick(['Europe/Berlin', 'Mars/Base', '', 'Local']) })),
        ...chance.maybe(3, () => ({ concurrencyPolicy: chance.pick(['Forbid', 'Replace', 'X']) })),
        ...chance.maybe(4, () => ({ startingDeadlineSeconds: chance.pick([5, -1]) })),
        ...chance.maybe(4, () => ({ successfulJobsHistoryLimit: chance.pick([0, -1]) })),
        jobTemplate: { spec: job(chance) },
      },
    }),
    status: noStatus,
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', path: `/apis/apps/v1${namespaced}statefulsets` },
    body: (chance) => ({
      spec: {
        serviceName: odd(chance, 's', ['', 'S_']),
        selector: selector(chance),
        template: template(chance),
        ...chance.maybe(3, () => ({ replicas: chance.pick([0, 2, -1]) })),
        ...chance.maybe(4, () => ({ podManagementPolicy: chance.pick(['Parallel', 'X']) })),
        ...chance.maybe(4, () => ({
          updateStrategy: chance.pick([
            { type: 'OnDelete' },
            { type: 'X' },
            { type: 'RollingUpdate', rollingUpdate: { partition: -1 } },
            { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '150%' } },
          ]),
        })),
        ...chance.maybe(5, () => ({
          persistentVolumeClaimRetentionPolicy: { whenDeleted: chance.pick(['Delete', 'X']) },
        })),
        ...chance.maybe(5, () => ({ ordinals: { start: chance.pick([1, -1]) } })),
        ...chance.maybe(5, () => ({
          volumeClaimTemplates: [
            {
              metadata: { name: 'v' },
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } } },
            },
          ],
        })),
      },
    }),
    status: noStatus,
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'DaemonSet', path: `/apis/apps/v1${namespaced}daemonsets` },
    body: (chance) => ({
      spec: {
        selector: selector(chance),
        template: template(chance, odd(chance, undefined, ['Never'])),
        ...chance.maybe(3, () => ({
          updateStrategy: {
            type: chance.pick(['RollingUpdate', 'OnDelete', 'X']),
            ...chance.maybe(2, () => ({
              rollingUpdate: { maxUnavailable: percent(chance), maxSurge: percent(chance) },
            })),
          },
        })),
        ...chance.maybe(5, () => ({ minReadySeconds: chance.pick([1, -1]) })),
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      path: `/apis/policy/v1${namespaced}poddisruptionbudgets`,
    },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({ minAvailable: percent(chance) })),
        ...chance.maybe(3, () => ({ maxUnavailable: percent(chance) })),
        ...chance.maybe(2, () => ({ selector: selector(chance) })),
        ...chance.maybe(5, () => ({ unhealthyPodEvictionPolicy: chance.pick(['AlwaysAllow', 'X']) })),
      },
    }),
    status: noStatus,
  },
  {
    ...{
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      path: `/apis/autoscaling/v2${namespaced}horizontalpodautoscalers`,
    },
    body: (chance) => ({
      spec: {
        maxReplicas: chance.pick([3, 0, 1]),
        ...chance.maybe(2, () => ({ minReplicas: chance.pick([1, 0, 5]) })),
        scaleTargetRef: odd(chance, { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }, [
          { kind: '', name: '' },
          { kind: 'D/x', name: 'a/b' },
        ]),
        ...chance.maybe(2, () => ({ metrics: [metric(chance)] })),
        ...chance.maybe(4, () => ({
          behavior: {
            scaleDown: {
              stabilizationWindowSeconds: chance.pick([5, -1, 9999]),
              ...chance.maybe(2, () => ({
                policies: [
                  {
                    type: chance.pick(['Pods', 'X']),
                    value: chance.pick([1, 0]),
                    periodSeconds: chance.pick([5, 0]),
                  },
                ],
              })),
            },
          },
        })),
      },
    }),
    status: noStatus,
  },
]
