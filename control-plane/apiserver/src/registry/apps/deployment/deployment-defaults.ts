import type { Deployment } from '@knarr/api/apps/v1'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'

export function setDeploymentDefaults(deployment: Deployment): void {
  deployment.spec ??= {} as Deployment['spec']
  const spec = deployment.spec
  spec.replicas ??= 1
  spec.template ??= {}
  setPodTemplateDefaults(spec.template)
  spec.strategy ??= {}
  spec.strategy.type ||= 'RollingUpdate'
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {}
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%'
    spec.strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
}
