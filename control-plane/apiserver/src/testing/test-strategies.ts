import { type Deployment, deployments } from '@knarr/api/apps/v1'
import {
  type ConfigMap,
  configMaps,
  type Namespace,
  namespaces,
  nodes,
  type Pod,
  pods,
  type Secret,
  secrets,
} from '@knarr/api/core/v1'
import { required } from '@knarr/machinery'
import type { Strategy } from '../registry/strategy.ts'
import { strategyOf } from '../registry/strategy-of.ts'

/** A handful of resources with the traits the framework has to cope with, for its own tests. */
export const testStrategies: readonly Strategy[] = [
  strategyOf<Namespace>({
    resource: namespaces,
    bumpsGeneration: null,
    prepareForCreate(namespace) {
      namespace.spec = { ...namespace.spec, finalizers: ['kubernetes'] }
      namespace.status = { phase: 'Active' }
    },
  }) as unknown as Strategy,
  strategyOf<Pod>({
    resource: pods,
    prepareForCreate(pod) {
      pod.status = { phase: 'Pending' }
    },
    validate: (pod) => (pod.spec?.containers?.length ? [] : [required('spec.containers')]),
    selectableFields: (pod) => ({
      'spec.nodeName': pod.spec.nodeName ?? '',
      'status.phase': pod.status?.phase ?? '',
    }),
    gracePeriodSeconds: (pod, requested) =>
      pod.spec.nodeName ? (requested ?? pod.spec.terminationGracePeriodSeconds ?? 30) : 0,
    returnsDeletedObject: true,
  }) as unknown as Strategy,
  strategyOf<ConfigMap>({ resource: configMaps }) as unknown as Strategy,
  strategyOf<Secret>({ resource: secrets }) as unknown as Strategy,
  strategyOf({ resource: nodes }) as unknown as Strategy,
  strategyOf<Deployment>({
    resource: deployments,
    defaults(deployment) {
      deployment.spec.replicas ??= 1
    },
    prepareForCreate(deployment) {
      delete deployment.status
    },
    scale: {
      replicas: ({ spec }) => spec.replicas ?? 0,
      statusReplicas: ({ status }) => status?.replicas ?? 0,
      selector: ({ spec }) =>
        Object.entries(spec.selector.matchLabels ?? {})
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
      withReplicas: (deployment, replicas) => ({ ...deployment, spec: { ...deployment.spec, replicas } }),
    },
  }) as unknown as Strategy,
]
