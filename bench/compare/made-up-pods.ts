import { conditions, container } from './compared-kinds.ts'
import type { Seeded } from './seeded.ts'

export const namespaced = '/namespaces/default/'

export const noStatus = (): undefined => undefined

export function odd<T>(chance: Seeded, usual: T, others: readonly unknown[]): unknown {
  return chance.once(4) ? chance.pick(others) : usual
}

export const percent = (chance: Seeded): unknown => chance.pick([1, 0, -1, '50%', '150%', 'half', '1'])

export function podSpec(chance: Seeded, restartPolicy?: unknown): object {
  return {
    containers: [oddContainer(chance)],
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    ...chance.maybe(5, () => ({
      volumes: [
        {
          name: chance.pick(['v', 'V']),
          ...chance.pick([
            { emptyDir: {} },
            { configMap: { name: 'x' } },
            {},
            { hostPath: { path: '../a' } },
            { emptyDir: {}, secret: { secretName: 's' } },
          ]),
        },
      ],
    })),
    ...chance.maybe(6, () => ({
      tolerations: [
        {
          key: chance.pick(['a', '']),
          operator: chance.pick(['Exists', 'Equal', 'In']),
          effect: chance.pick(['NoExecute', 'Nope', '']),
          ...chance.maybe(3, () => ({ tolerationSeconds: 5 })),
        },
      ],
    })),
    ...chance.maybe(8, () => ({ hostNetwork: true })),
    ...chance.maybe(8, () => ({ dnsPolicy: chance.pick(['Default', 'None', 'Odd']) })),
    ...chance.maybe(8, () => ({ terminationGracePeriodSeconds: chance.pick([0, 30, -1]) })),
    ...chance.maybe(8, () => ({ activeDeadlineSeconds: chance.pick([0, 1, 4_000_000_000]) })),
    ...chance.maybe(8, () => ({ nodeSelector: { [chance.pick(['a', 'a b'])]: chance.pick(['b', '-']) } })),
    ...chance.maybe(8, () => ({
      topologySpreadConstraints: [
        {
          maxSkew: chance.pick([1, 0]),
          topologyKey: chance.pick(['zone', '']),
          whenUnsatisfiable: chance.pick(['DoNotSchedule', 'X']),
        },
      ],
    })),
    ...chance.maybe(8, () => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: chance.pick([
              [],
              [
                {
                  matchExpressions: [
                    { key: 'a', operator: chance.pick(['In', 'Gt', 'Oops']), values: ['x'] },
                  ],
                },
              ],
            ]),
          },
        },
      },
    })),
  }
}

export function probe(chance: Seeded): object {
  return {
    ...chance.pick([
      { httpGet: { port: chance.pick([80, 'http', 0]) } },
      { exec: { command: [] } },
      {},
      { tcpSocket: { port: 1 }, exec: { command: ['a'] } },
      { grpc: { port: 99 } },
    ]),
    ...chance.maybe(2, () => ({ periodSeconds: chance.pick([0, 1, -1]) })),
    ...chance.maybe(3, () => ({ successThreshold: chance.pick([1, 2]) })),
  }
}

export const template = (chance: Seeded, restartPolicy?: unknown): object => ({
  metadata: { labels: { app: odd(chance, 'x', ['y']) } },
  spec: podSpec(chance, restartPolicy),
})

export const selector = (chance: Seeded): object =>
  odd(chance, { matchLabels: { app: 'x' } }, [
    {},
    { matchLabels: { app: 'y' } },
    { matchExpressions: [{ key: 'app', operator: chance.pick(['In', 'Exists', 'Is']), values: ['x'] }] },
  ]) as object

function oddContainer(chance: Seeded): object {
  return {
    ...container(chance, odd(chance, 'c1', ['C', '', 'c_1', 'x'.repeat(64)]) as string),
    ...chance.maybe(4, () => ({ imagePullPolicy: odd(chance, 'Never', ['Always', 'Sometimes', '']) })),
    ...chance.maybe(4, () => ({ livenessProbe: probe(chance) })),
    ...chance.maybe(6, () => ({
      volumeMounts: [{ name: chance.pick(['v', 'w']), mountPath: chance.pick(['/a', '', '/a:b']) }],
    })),
    ...chance.maybe(6, () => ({
      securityContext: {
        runAsUser: chance.pick([0, -1, 5]),
        ...chance.maybe(2, () => ({ privileged: true, allowPrivilegeEscalation: false })),
      },
    })),
    ...chance.maybe(5, () => ({
      resources: {
        limits: { cpu: chance.pick(['1', '-1', '100m']) },
        requests: { cpu: '500m', memory: chance.pick(['1Gi', '1.5']) },
      },
    })),
    ...chance.maybe(6, () => ({
      lifecycle: { preStop: chance.pick([{ exec: { command: ['a'] } }, {}, { sleep: { seconds: 40 } }]) },
    })),
    ...chance.maybe(6, () => ({ envFrom: [{ configMapRef: { name: chance.pick(['x', '', 'Bad_']) } }] })),
  }
}
