import type { ComparedKind } from './compared-kind.ts'
import type { Seeded } from './seeded.ts'

const namespaced = '/namespaces/default/'

export const widgetDefinition: object = {
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  metadata: { name: 'widgets.example.com' },
  spec: {
    ...{ group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true, subresources: { status: {} } },
        schema: { openAPIV3Schema: widgetSchema() },
      },
    ],
  },
}

function widgetSchema(): object {
  const object = (properties: object): object => ({ type: 'object', properties })
  const named = object({
    name: { type: 'string' },
    v: { type: 'integer' },
    d: { type: 'string', default: 'd' },
  })
  const map = { type: 'array', 'x-kubernetes-list-type': 'map' }
  return object({
    spec: object({
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      list: { ...map, 'x-kubernetes-list-map-keys': ['name'], items: { ...named, required: ['name'] } },
      atom: { ...object({ p: { type: 'integer' } }), 'x-kubernetes-map-type': 'atomic' },
      gran: { type: 'object', additionalProperties: { type: 'integer' } },
      plain: { type: 'array', items: { type: 'integer' } },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      nothing: { type: 'string', nullable: true },
    }),
    status: object({
      n: { type: 'integer' },
      conditions: {
        ...map,
        'x-kubernetes-list-map-keys': ['type'],
        items: { ...object({ type: { type: 'string' }, status: { type: 'string' } }), required: ['type'] },
      },
    }),
  })
}

export function conditions(chance: Seeded): object[] {
  return chance.some(['Ready', 'Ok']).map((type) => ({ type, status: chance.pick(['True', 'False']) }))
}

export function container(chance: Seeded, name: string): object {
  const port = (containerPort: number): object => ({
    containerPort,
    ...chance.maybe(2, () => ({ protocol: chance.pick(['TCP', 'UDP']) })),
    ...chance.maybe(3, () => ({ name: `p${containerPort}` })),
  })
  return {
    ...{ name, image: chance.pick(['i1', 'i2']) },
    ...chance.maybe(2, () => ({
      env: chance.some(['A', 'B']).map((key) => ({ name: key, value: chance.pick(['1', '2']) })),
    })),
    ...chance.maybe(2, () => ({ ports: chance.some([80, 81]).map(port) })),
    ...chance.maybe(4, () => ({ resources: { requests: { cpu: chance.pick(['1', '500m', '0.5']) } } })),
    ...chance.maybe(4, () => ({ args: [chance.pick(['x', 'y'])] })),
  }
}

export const comparedKinds: readonly ComparedKind[] = [
  {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', path: `/api/v1${namespaced}configmaps` },
    body: (chance) => ({
      data: Object.fromEntries(chance.some(['a', 'b', 'c.d']).map((key) => [key, chance.pick(['1', '2'])])),
    }),
    status: () => undefined,
  },
  {
    ...{ apiVersion: 'v1', kind: 'Namespace', path: '/api/v1/namespaces' },
    body: () => ({}),
    status: (chance) => ({ conditions: conditions(chance) }),
  },
  {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', path: `/apis/apps/v1${namespaced}deployments` },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({ replicas: chance.below(3) })),
        ...chance.maybe(3, () => ({ strategy: { type: chance.pick(['Recreate', 'RollingUpdate']) } })),
        selector: { matchLabels: { app: 'x' } },
        template: {
          metadata: { labels: { app: 'x', ...chance.maybe(2, () => ({ extra: chance.pick(['1', '2']) })) } },
          spec: {
            containers: [container(chance, 'c1'), ...(chance.once(2) ? [container(chance, 'c2')] : [])],
            ...chance.maybe(4, () => ({
              tolerations: [{ key: chance.pick(['t', 'u']), operator: 'Exists' }],
            })),
            ...chance.maybe(4, () => ({
              volumes: [{ name: 'v', configMap: { name: chance.pick(['x', 'y']) } }],
            })),
          },
        },
      },
    }),
    status: (chance) => ({ ...chance.maybe(2, () => ({ replicas: 3 })), conditions: conditions(chance) }),
  },
  {
    ...{
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      path: `/apis/example.com/v1${namespaced}widgets`,
      isCustom: true,
    },
    body: (chance) => ({
      spec: {
        ...chance.maybe(2, () => ({ set: chance.some(['a', 'b', 'c']) })),
        ...chance.maybe(2, () => ({
          list: chance
            .some(['x', 'y'])
            .map((name) => ({ name, ...chance.maybe(2, () => ({ v: chance.below(3) })) })),
        })),
        ...chance.maybe(2, () => ({ atom: { p: chance.below(2) } })),
        ...chance.maybe(2, () => ({
          gran: Object.fromEntries(chance.some(['g', 'h']).map((key) => [key, chance.below(2)])),
        })),
        ...chance.maybe(2, () => ({ plain: [chance.below(2), chance.below(2)] })),
        ...chance.maybe(3, () => ({ free: { [chance.pick(['m', 'n'])]: { o: chance.below(2) } } })),
        ...chance.maybe(3, () => ({ nothing: null })),
      },
    }),
    status: (chance) => ({ n: chance.below(3), conditions: conditions(chance) }),
  },
]
