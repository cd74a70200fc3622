import type { Pod } from '@knarr/api/core/v1'
import { judged } from './check.ts'
import { type LevelVersion, standardText } from './policy.ts'
import { violationsOf } from './restricted.ts'

/** As many as upstream looks at before it answers. */
const mostPods = 3000

/** Warnings for who makes a namespace stricter than its pods are. */
export function existingViolations(
  namespace: string,
  pods: readonly Pod[],
  standard: LevelVersion,
): string[] {
  const checked = pods.slice(0, mostPods)
  const namesByReason = new Map<string, string[]>()
  for (const { metadata, spec } of checked) {
    const violations = violationsOf(judged(metadata, spec, standard.version), standard.level)
    if (violations.length === 0) continue
    const reasons = violations.map(({ reason }) => reason).join(', ')
    namesByReason.set(reasons, [...(namesByReason.get(reasons) ?? []), metadata.name].sort())
  }
  const incomplete = `new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`
  const heading = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${standardText(standard)}"`
  const lines = [...namesByReason].map(
    ([reasons, names]) => `${names[0]}${othersText(names.length - 1)}: ${reasons}`,
  )
  return [
    ...(checked.length < pods.length ? [incomplete] : []),
    ...(lines.length > 0 ? [heading, ...lines.sort()] : []),
  ]
}

function othersText(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ' (and 1 other pod)' : ` (and ${count} other pods)`
}
