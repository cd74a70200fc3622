import { type Namespace, type Pod, pods } from '@knarr/api/core/v1'
import { deepEqual, invalid, invalidObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext } from '../../admission-plugin.ts'
import { existingViolations } from './existing-pods.ts'
import type { PodSecurityConfiguration } from './pod-security-configuration.ts'
import {
  isFullyPrivileged,
  isSamePolicy,
  isSameStandard,
  type LevelVersion,
  labelledModesText,
  labelProblems,
  type Policy,
  policyOf,
  rank,
} from './policy.ts'

/** Refuses labels that mean nothing, and warns who makes a namespace stricter than its pods are. */
export async function judgeNamespace(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
  { defaults, exemptions }: PodSecurityConfiguration,
): Promise<void> {
  const { metadata } = attributes.object as Namespace
  const { labels = {}, name } = metadata
  const { old, warnings } = attributes
  refuseProblems(attributes, labels, old?.metadata.labels)
  const policy = policyOf(labels, defaults)
  if (old && !isTightened(policy.enforce, policyOf(old.metadata.labels ?? {}, defaults).enforce)) return
  if (exemptions.namespaces.includes(name)) {
    warnings.push(...exemptionWarnings(name, labels, { policy, defaults }))
  } else if (old) {
    warnings.push(...existingViolations(name, await context.list<Pod>(pods, name), policy.enforce))
  }
}

type Labels = Readonly<Record<string, string>>

/** What was wrong before may stay as it is. */
function refuseProblems({ resource, name }: AdmissionAttributes, now: Labels, then: Labels = {}): void {
  const problems = labelProblems(now)
  if (problems.length === 0 || deepEqual(problems, labelProblems(then))) return
  const errors = problems.map(({ label, value, why }) => invalid(`metadata.labels[${label}]`, value, why))
  throw invalidObject(resource, name, errors)
}

function isTightened(now: LevelVersion, then: LevelVersion): boolean {
  if (isSameStandard(now, then) || now.level === 'privileged') return false
  return now.version !== then.version || rank(now) > rank(then)
}

function exemptionWarnings(
  name: string,
  labels: Labels,
  { policy, defaults }: { readonly policy: Policy; readonly defaults: Policy },
): string[] {
  if (isFullyPrivileged(policy) || isSamePolicy(policy, defaults)) return []
  const modes = labelledModesText(labels, policy)
  return [`namespace "${name}" is exempt from Pod Security, and the policy (${modes}) will be ignored`]
}
