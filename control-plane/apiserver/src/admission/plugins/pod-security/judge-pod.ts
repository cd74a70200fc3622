import { type Namespace, namespaces, type Pod, type PodSpec } from '@knarr/api/core/v1'
import { deepEqual, fieldErrorText, forbidden, internalError, invalid } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext } from '../../admission-plugin.ts'
import { allContainersOf } from '../pod-attributes.ts'
import { type JudgedMetadata, judged } from './check.ts'
import type { PodSecurityConfiguration } from './pod-security-configuration.ts'
import {
  isFullyPrivileged,
  type LevelVersion,
  labelProblems,
  openPolicy,
  type Policy,
  policyOf,
  prefix,
  standardText,
} from './policy.ts'
import { violationsOf } from './restricted.ts'

/** A pod, or what pods are made from. */
export interface PodLike {
  readonly metadata?: JudgedMetadata
  readonly spec: PodSpec
}

interface Labelled {
  readonly labels: Readonly<Record<string, string>>
  readonly policy: Policy
}

/** Refuses a pod that its namespace's policy forbids; warns of it, and tells the audit event. */
export async function judgePod(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
  configuration: PodSecurityConfiguration,
): Promise<void> {
  if (isExempt(attributes, configuration)) return
  const found = await labelledOf(attributes, context, configuration)
  if (!found) {
    const why = `failed to lookup namespace "${attributes.namespace}"`
    tell(attributes, 'error', `Internal error occurred: ${why}`)
    throw internalError(why)
  }
  if (labelProblems(found.labels).length === 0 && isFullyPrivileged(found.policy))
    return tell(attributes, 'enforce-policy', standardText(openPolicy.enforce))
  if (!isSignificant(attributes)) return
  const pod = attributes.object as Pod
  if (isOfExemptClass(attributes, pod, configuration)) return
  const { enforce } = found.policy
  const refused = violationText(pod, enforce)
  tellProblems(attributes, found.labels)
  tell(attributes, 'enforce-policy', standardText(enforce))
  tellAudited(attributes, pod, found.policy)
  if (refused) throw forbidden(attributes.resource, attributes.name, `violates ${refused}`)
  warn(attributes, pod, found.policy)
}

/** Warns of a template whose pods would be refused, and tells the audit event. */
export async function judgeTemplate(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
  [template, configuration]: readonly [PodLike, PodSecurityConfiguration],
): Promise<void> {
  if (isExempt(attributes, configuration)) return
  const found = await labelledOf(attributes, context, configuration)
  if (!found) {
    const { namespace } = attributes
    const why = `failed to lookup namespace "${namespace}": namespaces "${namespace}" not found`
    return tell(attributes, 'error', why)
  }
  const { labels, policy } = found
  const isOpen = policy.warn.level === 'privileged' && policy.audit.level === 'privileged'
  if (isOpen && labelProblems(labels).length === 0) return
  if (isOfExemptClass(attributes, template, configuration)) return
  tellProblems(attributes, labels)
  tellAudited(attributes, template, policy)
  warn(attributes, template, policy)
}

function isExempt(attributes: AdmissionAttributes, { exemptions }: PodSecurityConfiguration): boolean {
  const { namespace, user } = attributes
  const isOfNamespace = exemptions.namespaces.includes(namespace)
  if (!isOfNamespace && !exemptions.usernames.includes(user.name)) return false
  tell(attributes, 'exempt', isOfNamespace ? 'namespace' : 'user')
  return true
}

function isOfExemptClass(
  attributes: AdmissionAttributes,
  { spec }: PodLike,
  { exemptions }: PodSecurityConfiguration,
): boolean {
  const { runtimeClassName } = spec
  if (!runtimeClassName || !exemptions.runtimeClasses.includes(runtimeClassName)) return false
  tell(attributes, 'exempt', 'runtimeClass')
  return true
}

async function labelledOf(
  { namespace }: AdmissionAttributes,
  context: AdmissionContext,
  { defaults }: PodSecurityConfiguration,
): Promise<Labelled | undefined> {
  const found = await context.find<Namespace>(namespaces, { namespace: '', name: namespace })
  if (!found) return undefined
  const labels = found.metadata.labels ?? {}
  return { labels, policy: policyOf(labels, defaults) }
}

function tellProblems(attributes: AdmissionAttributes, labels: Labelled['labels']): void {
  const problems = labelProblems(labels)
  if (problems.length === 0) return
  const texts = problems.map(({ label, value, why }) =>
    fieldErrorText(invalid(`metadata.labels[${label}]`, value, why)),
  )
  const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  tell(attributes, 'error', `Failed to parse policy: ${text}`)
}

function tellAudited(attributes: AdmissionAttributes, pod: PodLike, { audit }: Policy): void {
  const violated = attributes.annotate && violationText(pod, audit)
  if (violated) tell(attributes, 'audit-violations', `would violate ${violated}`)
}

function warn({ warnings }: AdmissionAttributes, pod: PodLike, policy: Policy): void {
  const violated = violationText(pod, policy.warn)
  if (violated) warnings.push(`would violate ${violated}`)
}

function tell({ annotate }: AdmissionAttributes, key: string, value: string): void {
  annotate?.(`${prefix}${key}`, value)
}

/** `PodSecurity "restricted:latest": …`; empty where there is nothing to complain of. */
function violationText({ metadata, spec }: PodLike, standard: LevelVersion): string {
  const violations = violationsOf(judged(metadata, spec, standard.version), standard.level)
  if (violations.length === 0) return ''
  const details = violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason))
  return `PodSecurity "${standardText(standard)}": ${details.join(', ')}`
}

/** Whether an update changes images, or the containers there are: nothing else that counts can be changed. */
function isSignificant({ object, old }: AdmissionAttributes): boolean {
  if (!old) return true
  const images = (pod: Pod): unknown => allContainersOf(pod.spec).map(({ name, image }) => [name, image])
  return !deepEqual(images(object as Pod), images(old as Pod))
}
