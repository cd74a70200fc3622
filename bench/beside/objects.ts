import type { Call } from '../support/api-connection.ts'

/** What is made, read and changed; the same for every contender. */
export const namespace: string = 'bench'
export const namespacePath: string = `/api/v1/namespaces/${namespace}`
export const pods: string = `${namespacePath}/pods`
export const configMaps: string = `${namespacePath}/configmaps`
export const deployments: string = `/apis/apps/v1/namespaces/${namespace}/deployments`
export const widgets: string = `/apis/bench.knarr.dev/v1/namespaces/${namespace}/widgets`
/** The namespace that holds a tenth of all ConfigMaps. */
export const tenthNamespace: string = 'bench-0'

export function post(path: string, object: object): Call {
  return { method: 'POST', path, body: JSON.stringify(object) }
}

/** A pod no scheduler and no kubelet will take. */
export function podOf(name: string): object {
  const env = Array.from({ length: 6 }, (_, index) => ({
    name: `VARIABLE_${index}`,
    value: `value-${index}`,
  }))
  const container = (role: string): object => ({ name: role, image: `example.test/${role}:1`, env })
  const metadata = { name, labels: { app: 'hollow', tier: 'front' } }
  const spec = { schedulerName: 'nobody', containers: [container('main'), container('log')] }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec }
}

export function configMapOf(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { app: 'hollow' } },
    data: { a: 'b' },
  }
}

/** What one applier says of a Deployment, each turn something else. */
export function deploymentOf(name: string, turn: number): object {
  const labels = { app: name }
  const container = { name: 'main', image: `example.test/main:${turn}`, ports: [{ containerPort: 80 }] }
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels } },
    spec: {
      ...{ replicas: 3, selector: { matchLabels: labels } },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

export function widgetOf(name: string, size: number): object {
  const spec = { min: 1, max: 100, size: 1 + (size % 100), hosts: ['a.example.test', 'b.example.test'] }
  return { apiVersion: 'bench.knarr.dev/v1', kind: 'Widget', metadata: { name }, spec }
}

/** A kind whose objects are held to rules in CEL. */
export const widgetDefinition: object = {
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  metadata: { name: 'widgets.bench.knarr.dev' },
  spec: {
    ...{ group: 'bench.knarr.dev', scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets' } },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['min', 'max', 'size'],
                properties: {
                  min: { type: 'integer' },
                  max: { type: 'integer' },
                  size: { type: 'integer' },
                  hosts: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 100 } },
                },
                'x-kubernetes-validations': [
                  { rule: 'self.min <= self.size && self.size <= self.max', message: 'size is out of range' },
                  { rule: "!has(self.hosts) || self.hosts.all(host, host.matches('^[a-z.]+$'))" },
                ],
              },
            },
          },
        },
      },
    ],
  },
}
