import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, read, recordEvents } from './allow.ts'

const apps = 'apps extensions'
const makePods = allow('create delete list patch watch', '', 'pods')

/** Of the controllers that make pods, keep them and scale them. */
export const workloadControllerRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'cronjob-controller': [
    allow(`${read} update`, 'batch', 'cronjobs'),
    allow(`${read} create delete patch update`, 'batch', 'jobs'),
    allow('update', 'batch', 'cronjobs/status'),
    allow('update', 'batch', 'cronjobs/finalizers'),
    allow('delete list watch', '', 'pods'),
    recordEvents,
  ],
  'daemon-set-controller': [
    allow(read, apps, 'daemonsets'),
    allow('update', apps, 'daemonsets/status'),
    allow('update', apps, 'daemonsets/finalizers'),
    allow('list watch', '', 'nodes'),
    makePods,
    allow('create', '', 'pods/binding'),
    allow(`${read} create delete patch update`, 'apps', 'controllerrevisions'),
    recordEvents,
  ],
  'deployment-controller': [
    allow(`${read} update`, apps, 'deployments'),
    allow('update', apps, 'deployments/status'),
    allow('update', apps, 'deployments/finalizers'),
    allow(`${read} create delete patch update`, apps, 'replicasets'),
    allow(`${read} update`, '', 'pods'),
    recordEvents,
  ],
  'disruption-controller': [
    allow(read, apps, 'deployments'),
    allow(read, apps, 'replicasets'),
    allow(read, '', 'replicationcontrollers'),
    allow(read, 'policy', 'poddisruptionbudgets'),
    allow(read, 'apps', 'statefulsets'),
    allow('update', 'policy', 'poddisruptionbudgets/status'),
    allow('patch update', '', 'pods/status'),
    allow('get', '*', '*/scale'),
    recordEvents,
  ],
  'horizontal-pod-autoscaler': [
    allow(read, 'autoscaling', 'horizontalpodautoscalers'),
    allow('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    allow('get update', '*', '*/scale'),
    allow('list watch', '', 'pods'),
    allow('list watch', 'metrics.k8s.io', 'pods'),
    allow(read, 'custom.metrics.k8s.io', '*'),
    allow(read, 'external.metrics.k8s.io', '*'),
    recordEvents,
  ],
  'job-controller': [
    allow(`${read} patch update`, 'batch', 'jobs'),
    allow('update', 'batch', 'jobs/status'),
    allow('update', 'batch', 'jobs/finalizers'),
    makePods,
    recordEvents,
  ],
  'replicaset-controller': [
    allow(`${read} update`, apps, 'replicasets'),
    allow('update', apps, 'replicasets/status'),
    allow('update', apps, 'replicasets/finalizers'),
    makePods,
    recordEvents,
  ],
  'replication-controller': [
    allow(`${read} update`, '', 'replicationcontrollers'),
    allow('update', '', 'replicationcontrollers/status'),
    allow('update', '', 'replicationcontrollers/finalizers'),
    makePods,
    recordEvents,
  ],
  'statefulset-controller': [
    allow('list watch', '', 'pods'),
    allow(read, 'apps', 'statefulsets'),
    allow('update', 'apps', 'statefulsets/status'),
    allow('update', 'apps', 'statefulsets/finalizers'),
    allow('create delete get patch update', '', 'pods'),
    allow(`${read} create delete patch update`, 'apps', 'controllerrevisions'),
    allow(`${read} create`, '', 'persistentvolumeclaims'),
    allow('delete update', '', 'persistentvolumeclaims'),
    allow('update', '', 'pods/finalizers'),
    recordEvents,
  ],
  'ttl-after-finished-controller': [allow(`${read} delete`, 'batch', 'jobs'), recordEvents],
}
