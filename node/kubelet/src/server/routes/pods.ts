import type { Pod } from '@knarr/api/core/v1'
import type { PodState } from '../../runtime-manager/pod-labels.ts'
import { json, type Route } from './route.ts'

/** The pods that are bound to the node, static ones among them. */
const pods: Route = {
  path: '/pods',
  methods: ['GET'],
  answer: ({ parts }) => json(podList(parts.pods.list().map(withoutType))),
}

/** The pods that the runtime runs, with what it knows of them. */
const runningPods: Route = {
  path: '/runningpods',
  methods: ['GET'],
  answer({ parts: { pleg } }) {
    return json(podList(pleg.states.filter(isRunning).map(podOf)))
  },
}

function podList(items: readonly unknown[]): unknown {
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items }
}

function withoutType({ apiVersion: _version, kind: _kind, ...pod }: Pod): unknown {
  return pod
}

function isRunning({ containers }: PodState): boolean {
  return containers.some(({ state }) => state === 'RUNNING')
}

function podOf({ uid, name, namespace, containers }: PodState): unknown {
  const running = containers.filter(({ state }) => state === 'RUNNING')
  return {
    metadata: { name, namespace, uid, creationTimestamp: null },
    spec: {
      containers: running.map(({ metadata, image }) => ({ name: metadata.name, image, resources: {} })),
    },
    status: {},
  }
}

export const podRoutes: readonly Route[] = [pods, runningPods, { ...runningPods, path: '/runningpods/' }]
