import { type Clock, timestamp } from '@knarr/machinery'

/** What all kinds of conditions have in common (`metav1.Condition` and its older siblings). */
export interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
  observedGeneration?: number
  lastTransitionTime?: string
}

export function conditionOf<C extends { readonly type: string }>(
  conditions: readonly C[] | undefined,
  type: string,
): C | undefined {
  return conditions?.find((condition) => condition.type === type)
}

/** Whether the condition is there and "True". */
export function isConditionTrue(
  conditions: readonly { readonly type: string; readonly status?: string }[] | undefined,
  type: string,
): boolean {
  return conditionOf(conditions, type)?.status === 'True'
}

/**
 * The list with this condition in place of the old one: `lastTransitionTime` moves only when the status
 * does, and the very same list (frozen, if it was) comes back if nothing changed.
 */
export function setCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: Omit<C, 'lastTransitionTime'> & Pick<Condition, 'type' | 'status' | 'lastTransitionTime'>,
  clock: Clock,
): C[] {
  const old = conditionOf(conditions, condition.type)
  const moved = old?.status !== condition.status
  const lastTransitionTime = moved
    ? (condition.lastTransitionTime ?? timestamp(clock.now()))
    : old.lastTransitionTime
  const next = { ...condition, lastTransitionTime } as C
  if (!conditions || !old) return [...(conditions ?? []), next]
  if (isSame(old, next)) return conditions as C[]
  return conditions.map((other) => (other === old ? next : other))
}

/** The list without the condition; the very same list if it was not there. */
export function removeCondition<C extends { readonly type: string }>(
  conditions: readonly C[],
  type: string,
): C[] {
  return conditionOf(conditions, type)
    ? conditions.filter((other) => other.type !== type)
    : (conditions as C[])
}

function isSame<C extends object>(a: C, b: C): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof C>
  return [...keys].every((key) => a[key] === b[key])
}
