import type {
  CustomResourceDefinitionCondition as Condition,
  CustomResourceDefinition,
} from '@knarr/api/apiextensions/v1'
import { cloneJson, deepEqual } from '@knarr/machinery'
import { cleanupFinalizer } from './delete-instances.ts'

/**
 * The definition with its names accepted and established, or refused for what `conflict` says; undefined
 * where it says so already.
 */
export function withNamesJudged(
  definition: CustomResourceDefinition,
  conflict: { readonly reason: string; readonly message: string } | undefined,
  now: string,
): CustomResourceDefinition | undefined {
  const next = cloneJson(definition)
  const finalizers = next.metadata.finalizers ?? []
  if (!conflict && !finalizers.includes(cleanupFinalizer))
    next.metadata.finalizers = [...finalizers, cleanupFinalizer]
  const status = next.status ?? {}
  next.status = status
  if (!conflict) status.acceptedNames = cloneJson(definition.spec.names)
  const accepted = conflict
    ? { type: 'NamesAccepted', status: 'False', ...conflict }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
  const isEstablished = isTrue(definition, 'Established')
  const established =
    conflict && !isEstablished
      ? { reason: 'NotAccepted', message: 'not all names are accepted', status: 'False' }
      : { reason: 'InitialNamesAccepted', message: 'the initial names have been accepted', status: 'True' }
  status.conditions = conditionsWith(
    status.conditions ?? [],
    [accepted, { type: 'Established', ...established }],
    now,
  )
  return deepEqual(next, definition) ? undefined : next
}

export function isTrue({ status }: CustomResourceDefinition, type: string): boolean {
  return status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false
}

function conditionsWith(known: readonly Condition[], wanted: readonly Condition[], now: string): Condition[] {
  const others = known.filter(({ type }) => !wanted.some((each) => each.type === type))
  const judged = wanted.map((condition) => {
    const old = known.find(({ type }) => type === condition.type)
    return {
      lastTransitionTime: old?.status === condition.status ? old.lastTransitionTime : now,
      ...condition,
    }
  })
  return [...others, ...judged] as Condition[]
}
