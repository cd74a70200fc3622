import type { KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { judgeNamespace } from './judge-namespace.ts'
import { judgePod, judgeTemplate, type PodLike } from './judge-pod.ts'
import { defaultConfiguration, type PodSecurityConfiguration } from './pod-security-configuration.ts'

const ignored = ['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']
const withTemplates = new Set([
  ...['/podtemplates', '/replicationcontrollers', 'apps/daemonsets', 'apps/deployments', 'apps/replicasets'],
  ...['apps/statefulsets', 'batch/cronjobs', 'batch/jobs'],
])

/** Holds pods to the standards their namespace's labels name, and warns of templates that do not keep them. */
export function podSecurity(configuration: PodSecurityConfiguration = defaultConfiguration): AdmissionPlugin {
  return {
    name: 'PodSecurity',

    handles(attributes) {
      if (attributes.operation === 'DELETE') return false
      if (isPods(attributes)) return !ignored.includes(attributes.subresource)
      return attributes.subresource === '' && (isNamespaces(attributes) || isWorkload(attributes))
    },

    async validate(attributes, context) {
      if (isNamespaces(attributes)) return judgeNamespace(attributes, context, configuration)
      if (isPods(attributes)) return judgePod(attributes, context, configuration)
      const template = templateOf(attributes)
      if (template) await judgeTemplate(attributes, context, [template, configuration])
    },
  }
}

function isPods({ resource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.plural === 'pods'
}

function isNamespaces({ resource }: AdmissionAttributes): boolean {
  return resource.group === '' && resource.plural === 'namespaces'
}

function isWorkload({ resource }: AdmissionAttributes): boolean {
  return withTemplates.has(`${resource.group}/${resource.plural}`)
}

function templateOf(attributes: AdmissionAttributes): PodLike | undefined {
  const object = attributes.object as KubeObject & {
    readonly template?: PodLike
    readonly spec?: {
      readonly template?: PodLike
      readonly jobTemplate?: { readonly spec?: { template?: PodLike } }
    }
  }
  const template = object.template ?? object.spec?.template ?? object.spec?.jobTemplate?.spec?.template
  return template?.spec ? template : undefined
}
