import type {
  CustomResourceDefinitionCondition as Condition,
  CustomResourceDefinition,
  CustomResourceDefinitionNames as Names,
} from '@knarr/api/apiextensions/v1'
import { cloneJson, deepEqual, fieldErrorText } from '@knarr/machinery'
import { validateStructuralSchema } from '../registry/apiextensions/customresourcedefinition/structural-schema-validation.ts'
import { approvalOf } from './api-approval.ts'

/** A definition's names as far as they are free, and why they are not. */
interface JudgedNames {
  readonly accepted: Names
  readonly conflict: { readonly reason: string; readonly message: string } | undefined
}

/**
 * The definition with what of its names nobody of its group holds accepted, and established once all are;
 * undefined where it says so already. `others` are the other definitions of the group.
 */
export function withNamesJudged(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: string,
): CustomResourceDefinition | undefined {
  const next = cloneJson(definition)
  const status = next.status ?? {}
  next.status = status
  const { accepted, conflict } = judgeNames(definition, others)
  status.acceptedNames = accepted
  const names: Condition = conflict
    ? { type: 'NamesAccepted', status: 'False', ...conflict }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
  const further = [approvalOf(definition), nonStructuralOf(definition)].filter((each) => each !== undefined)
  const { generation } = definition.metadata
  const observed = generation === undefined ? {} : { observedGeneration: generation }
  const wanted = [names, establishedOf(definition, conflict !== undefined), ...further].map((condition) => ({
    ...condition,
    ...observed,
  }))
  Object.assign(status, observed)
  const known = status.conditions?.filter(
    ({ type }) => type !== nonStructural || further.some((each) => each.type === type),
  )
  status.conditions = conditionsWith(known ?? [], wanted, now)
  return deepEqual(next, definition) ? undefined : next
}

/** Once established, a definition stays so: a new name that is taken does not take away what is served. */
function establishedOf(definition: CustomResourceDefinition, hasConflict: boolean): Condition {
  const type = 'Established'
  if (hasConflict && !isTrue(definition, type))
    return { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
  const message = 'the initial names have been accepted'
  return { type, status: 'True', reason: 'InitialNamesAccepted', message }
}

const nonStructural = 'NonStructuralSchema'

/** Says what keeps a definition of v1beta1 from being one of v1. */
function nonStructuralOf({ spec }: CustomResourceDefinition): Condition | undefined {
  if (!spec.preserveUnknownFields) return undefined
  const errors = spec.versions.flatMap(({ schema }, index) => {
    const own = schema?.openAPIV3Schema
    return own ? validateStructuralSchema(own, `spec.versions[${index}].schema.openAPIV3Schema`) : []
  })
  if (errors.length === 0) return undefined
  const message = aggregate(errors.map(fieldErrorText))
  return { type: nonStructural, status: 'True', reason: 'Violations', message }
}

function judgeNames(
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): JudgedNames {
  const { names } = spec
  const held = cloneJson(status?.acceptedNames ?? { plural: '', kind: '' }) as Names
  const taken = others.map((each) => each.status?.acceptedNames).filter((each) => each !== undefined)
  const resources = new Set(taken.flatMap((each) => [each.plural, each.singular, ...(each.shortNames ?? [])]))
  const kinds = new Set(taken.flatMap(({ kind, listKind }) => [kind, listKind]))
  const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`
  let conflict: JudgedNames['conflict']
  const judge = (key: 'plural' | 'singular' | 'kind' | 'listKind', among: ReadonlySet<unknown>): void => {
    const name = names[key] ?? ''
    if (name === held[key] || !among.has(name)) held[key] = name
    else conflict = { reason: `${key[0]?.toUpperCase()}${key.slice(1)}Conflict`, message: inUse(name) }
  }
  judge('plural', resources)
  judge('singular', resources)
  const clashing = (names.shortNames ?? []).filter(
    (name) => !held.shortNames?.includes(name) && resources.has(name),
  )
  if (clashing.length > 0)
    conflict = { reason: 'ShortNamesConflict', message: aggregate(clashing.map(inUse)) }
  else set(held, 'shortNames', names.shortNames)
  judge('kind', kinds)
  judge('listKind', kinds)
  set(held, 'categories', names.categories)
  return { accepted: held, conflict }
}

function set(names: Names, key: 'shortNames' | 'categories', values: string[] | undefined): void {
  if (values) names[key] = [...values]
  else delete names[key]
}

const aggregate = (texts: readonly string[]): string =>
  texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`

export function isTrue({ status }: CustomResourceDefinition, type: string): boolean {
  return status?.conditions?.some((each) => each.type === type && each.status === 'True') ?? false
}

/** The conditions with those wanted in place of their like; one that says the same keeps its time. */
export function conditionsWith(
  known: readonly Condition[],
  wanted: readonly Condition[],
  now: string,
): Condition[] {
  const timed = (condition: Condition): Condition => {
    const old = known.find(({ type }) => type === condition.type)
    return {
      lastTransitionTime: old?.status === condition.status ? (old.lastTransitionTime ?? now) : now,
      ...condition,
    }
  }
  const replaced = known.map((old) => {
    const condition = wanted.find(({ type }) => type === old.type)
    return condition ? timed(condition) : old
  })
  const added = wanted.filter(({ type }) => !known.some((old) => old.type === type)).map(timed)
  return [...replaced, ...added]
}
