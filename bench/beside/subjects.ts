import type { Call } from '../support/api-connection.ts'
import {
  deploymentOf,
  deployments,
  namespacePath,
  podOf,
  pods,
  post,
  tenthNamespace,
  widgetOf,
  widgets,
} from './objects.ts'

export interface Subject {
  readonly what: string
  readonly protocol: 'HTTP/2' | 'HTTP/1.1'
  readonly concurrency: number
  /** `sequence` goes on from round to round. */
  readonly call: (sequence: number) => Call
  /** Of a round; the round takes as long as that takes. */
  readonly calls?: number
}

/** How many pods are there before anything is measured. */
export const podsThere = 1000

const get = (path: string): Call => ({ method: 'GET', path })
const getPod = (n: number): Call => get(`${pods}/hollow-${n % podsThere}`)
const createPod = (n: number): Call => post(pods, podOf(`new-${n}`))
const list = (path: string): Call => ({ ...get(path), discard: true })

function patchPod(n: number): Call {
  const body = JSON.stringify({ metadata: { annotations: { turn: String(n) } } })
  const path = `${pods}/hollow-${n % podsThere}`
  return { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' }
}

function applyDeployment(n: number): Call {
  const name = `applied-${n % 100}`
  return {
    ...{ method: 'PATCH', path: `${deployments}/${name}?fieldManager=bench&force=true` },
    ...{ body: JSON.stringify(deploymentOf(name, n)), contentType: 'application/apply-patch+yaml' },
  }
}

/** In the order they are measured. `objects` ConfigMaps are there, a tenth of them in one namespace. */
export function subjectsWith(objects: number): readonly Subject[] {
  const many = (count: number): string => count.toLocaleString('en')
  const http2 = { protocol: 'HTTP/2' } as const
  const all = '/api/v1/configmaps'
  const tenth = namespacePath.replace(/[^/]+$/, tenthNamespace)
  return [
    { what: 'get a pod', ...http2, concurrency: 1, call: getPod },
    { what: 'get a pod', ...http2, concurrency: 64, call: getPod },
    { what: 'get a pod', protocol: 'HTTP/1.1', concurrency: 64, call: getPod },
    { what: 'create a pod', ...http2, concurrency: 1, call: createPod },
    { what: 'create a pod', ...http2, concurrency: 64, call: (n) => createPod(n + 1e6) },
    { what: 'create a pod', protocol: 'HTTP/1.1', concurrency: 64, call: (n) => createPod(n + 2e6) },
    { what: 'merge patch of a pod', ...http2, concurrency: 64, call: patchPod },
    { what: 'apply a deployment', ...http2, concurrency: 64, call: applyDeployment },
    {
      ...{ what: 'create a custom object with CEL rules', ...http2, concurrency: 64 },
      call: (n) => post(widgets, widgetOf(`widget-${n}`, n)),
    },
    {
      ...{ what: `list 500 of ${many(objects / 10)}`, ...http2, concurrency: 16 },
      call: () => list(`${tenth}/configmaps?limit=500`),
    },
    {
      ...{ what: `list ${many(objects / 10)}`, ...http2, concurrency: 4, calls: 24 },
      call: () => list(`${tenth}/configmaps?resourceVersion=0`),
    },
    {
      ...{ what: `list ${many(objects / 10)}, the newest`, ...http2, concurrency: 4, calls: 24 },
      call: () => list(`${tenth}/configmaps`),
    },
    {
      ...{ what: `list ${many(objects)}`, ...http2, concurrency: 1, calls: 3 },
      call: () => list(`${all}?resourceVersion=0`),
    },
    {
      ...{ what: 'list none by a label', ...http2, concurrency: 4, calls: 24 },
      call: () => list(`${tenth}/configmaps?resourceVersion=0&labelSelector=app%3Dother`),
    },
  ]
}
