import type { Toleration } from '@knarr/api/core/v1'
import { deepEqual } from '@knarr/machinery'

/** Both, without what another of them tolerates anyway; of equal ones the first stays. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): Toleration[] {
  const all = [...first, ...second]
  const merged: Toleration[] = []
  for (const [index, one] of all.entries()) {
    const isLess = all.slice(index + 1).some((other) => !isSame(one, other) && isSuperset(other, one))
    if (!isLess && !merged.some((other) => isSuperset(other, one))) merged.push(one)
  }
  return merged
}

/** Whether what `wide` tolerates is all that `narrow` does, and maybe more. */
export function isSuperset(wide: Toleration, narrow: Toleration): boolean {
  if (isSame(wide, narrow)) return true
  const [{ key, operator, effect }, other] = [filled(wide), filled(narrow)]
  if (other.key !== key && (key !== '' || operator !== 'Exists')) return false
  if (other.effect !== effect && effect !== '') return false
  if (effect === 'NoExecute' && !isAsLong(wide, narrow)) return false
  if (operator === 'Exists') return true
  return ['', 'Equal'].includes(operator) && other.operator === 'Equal' && other.value === filled(wide).value
}

function isAsLong(
  { tolerationSeconds: wide }: Toleration,
  { tolerationSeconds: narrow }: Toleration,
): boolean {
  return wide === undefined || (narrow !== undefined && narrow <= wide)
}

function isSame(one: Toleration, other: Toleration): boolean {
  return deepEqual(filled(one), filled(other))
}

/** With what is left out: upstream tells that and an empty text apart nowhere. */
function filled({ key = '', operator = '', value = '', effect = '', tolerationSeconds }: Toleration) {
  return { key, operator, value, effect, seconds: tolerationSeconds ?? null }
}
