import type { PodInfo } from '../../cache/pod-info.ts'

/** A node and the pods that would have to go. */
export interface Candidate {
  readonly node: string
  /** The most important first. */
  readonly victims: readonly PodInfo[]
  /** How many victims no disruption budget allows to go. */
  readonly budgetViolations: number
}

const startOf = ({ pod }: PodInfo): string => pod.status?.startTime ?? pod.metadata.creationTimestamp ?? ''

/** Higher priority first; among equals, who has run longer. */
export function byImportance(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0)
}

/** Priorities may be negative; shifted so that fewer victims always sum up to less. */
const prioritySum = ({ victims }: Candidate): number =>
  victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0)

/** When the first of the most important victims started: the later, the less is lost. */
function earliestStart({ victims }: Candidate): number {
  const highest = victims[0]?.priority
  const starts = victims.filter(({ priority }) => priority === highest).map(startOf)
  return Math.min(...starts.map((start) => Date.parse(start) || 0))
}

/** What is asked one after the other; the smallest answer wins. */
const criteria: readonly ((candidate: Candidate) => number)[] = [
  ({ budgetViolations }) => budgetViolations,
  ({ victims }) => victims[0]?.priority ?? Number.NEGATIVE_INFINITY,
  prioritySum,
  ({ victims }) => victims.length,
  (candidate) => -earliestStart(candidate),
]

/** The node where preemption hurts least (`pickOneNodeForPreemption`). */
export function pickCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates
  for (const criterion of criteria) {
    if (best.length <= 1) break
    const answers = best.map(criterion)
    const least = answers.reduce((a, b) => Math.min(a, b))
    best = best.filter((_candidate, i) => answers[i] === least)
  }
  return best[0]
}
