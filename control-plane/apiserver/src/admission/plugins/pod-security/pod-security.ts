import { type Namespace, namespaces, type Pod, type PodSpec, pods } from '@knarr/api/core/v1'
import { deepEqual, forbidden, invalid, invalidObject, type KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { allContainersOf } from '../pod-attributes.ts'
import { type JudgedMetadata, judged } from './check.ts'
import { existingViolations } from './existing-pods.ts'
import {
  isSameStandard,
  type LevelVersion,
  labelProblems,
  levels,
  type Policy,
  policyOf,
  standardText,
} from './policy.ts'
import { violationsOf } from './restricted.ts'

const ignored = ['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']
const withTemplates = new Set([
  ...['/podtemplates', '/replicationcontrollers', 'apps/daemonsets', 'apps/deployments', 'apps/replicasets'],
  ...['apps/statefulsets', 'batch/cronjobs', 'batch/jobs'],
])

interface PodLike {
  readonly metadata?: JudgedMetadata
  readonly spec: PodSpec
}

/** Holds pods to the standards their namespace's labels name, and warns of templates that do not keep them. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',

  handles(attributes) {
    if (attributes.operation === 'DELETE') return false
    if (isPods(attributes)) return !ignored.includes(attributes.subresource)
    return attributes.subresource === '' && (isNamespaces(attributes) || isWorkload(attributes))
  },

  async validate(attributes, context) {
    if (isNamespaces(attributes)) return judgeNamespace(attributes, context)
    const pod = podOf(attributes)
    if (!pod || (isPods(attributes) && !isSignificant(attributes))) return
    const key = { namespace: '', name: attributes.namespace }
    const found = await context.find<Namespace>(namespaces, key)
    judgePod(attributes, pod, policyOf(found?.metadata.labels ?? {}))
  },
}

function judgePod(attributes: AdmissionAttributes, pod: PodLike, { enforce, warn }: Policy): void {
  const refused = isPods(attributes) ? violationText(pod, enforce) : ''
  if (refused) throw forbidden(attributes.resource, attributes.name, `violates ${refused}`)
  const warned = violationText(pod, warn)
  if (warned) attributes.warnings.push(`would violate ${warned}`)
}

/** `PodSecurity "restricted:latest": …`; empty where there is nothing to complain of. */
function violationText({ metadata, spec }: PodLike, standard: LevelVersion): string {
  const violations = violationsOf(judged(metadata, spec, standard.version), standard.level)
  if (violations.length === 0) return ''
  const details = violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason))
  return `PodSecurity "${standardText(standard)}": ${details.join(', ')}`
}

async function judgeNamespace(attributes: AdmissionAttributes, context: AdmissionContext): Promise<void> {
  const { metadata } = attributes.object as Namespace
  const before = attributes.old?.metadata.labels ?? {}
  const problems = labelProblems(metadata.labels ?? {})
  if (problems.length > 0 && (!attributes.old || labelProblems(before).length === 0)) {
    const errors = problems.map(({ label, value, why }) => invalid(`metadata.labels[${label}]`, value, why))
    throw invalidObject(attributes.resource, attributes.name, errors)
  }
  if (!attributes.old) return
  const [now, then] = [policyOf(metadata.labels ?? {}).enforce, policyOf(before).enforce]
  const isLooser = now.version === then.version && levels.indexOf(now.level) < levels.indexOf(then.level)
  if (isSameStandard(now, then) || now.level === 'privileged' || isLooser) return
  const existing = await context.list<Pod>(pods, metadata.name)
  attributes.warnings.push(...existingViolations(metadata.name, existing, now))
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

function podOf(attributes: AdmissionAttributes): PodLike | undefined {
  if (isPods(attributes)) return attributes.object as Pod
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

/** Whether an update changes images, or the containers there are: nothing else that counts can be changed. */
function isSignificant({ object, old }: AdmissionAttributes): boolean {
  if (!old) return true
  const images = (pod: Pod): unknown => allContainersOf(pod.spec).map(({ name, image }) => [name, image])
  return !deepEqual(images(object as Pod), images(old as Pod))
}
