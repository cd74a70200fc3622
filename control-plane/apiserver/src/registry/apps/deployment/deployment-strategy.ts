import { type Deployment, deployments } from '@knarr/api/apps/v1'
import { deepEqual } from '@knarr/machinery'
import { podSpecWarnings } from '../../core/pod/pod-warnings.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { scaleOf } from '../../workload/scale-of.ts'
import { setDeploymentDefaults } from './deployment-defaults.ts'
import { deploymentTable } from './deployment-table.ts'
import { validateDeployment, validateDeploymentUpdate } from './deployment-validation.ts'

export const deploymentStrategy: Strategy<Deployment> = strategyOf<Deployment>({
  resource: deployments,
  keptByStatus: ['labels'],
  defaults: setDeploymentDefaults,
  prepareForCreate: (deployment) => {
    deployment.status = {}
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warnings: ({ spec }) => podSpecWarnings(spec.template.spec ?? { containers: [] }, 'spec.template.spec'),
  bumpsGeneration: (deployment, old) =>
    !deepEqual(deployment.spec, old.spec) ||
    !deepEqual(deployment.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
  table: deploymentTable,
  scale: scaleOf<Deployment>(),
})
