import type { Taint, Toleration } from '@knarr/api/core/v1'

/** Whether a toleration covers a taint (`v1.Toleration.ToleratesTaint`). */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { effect, key, operator, value = '' } = toleration
  if (effect && effect !== taint.effect) return false
  if (key && key !== taint.key) return false
  if (operator === 'Exists') return true
  if (operator === 'Gt' || operator === 'Lt') return compares(operator, taint.value ?? '', value)
  return Boolean(key) && value === (taint.value ?? '')
}

const integer = /^-?(0|[1-9]\d*)$/

/** `Gt` tolerates taints with a greater value, `Lt` with a smaller one; both must be integers. */
function compares(operator: 'Gt' | 'Lt', taintValue: string, value: string): boolean {
  if (!integer.test(taintValue) || !integer.test(value)) return false
  const [left, right] = [BigInt(taintValue), BigInt(value)]
  return operator === 'Gt' ? left > right : left < right
}

const noTolerations: readonly Toleration[] = []

/** The first of `taints` that none of `tolerations` covers. */
export function untoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] = noTolerations,
): Taint | undefined {
  for (const taint of taints)
    if (!tolerations.some((toleration) => toleratesTaint(toleration, taint))) return taint
  return undefined
}
