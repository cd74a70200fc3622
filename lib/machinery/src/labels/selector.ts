import {
  type Requirement,
  requirementHolds,
  requirementOf,
  requirementText,
  type SelectorOperator,
} from './requirement.ts'

/** Picks objects by their labels. */
export interface Selector {
  matches(labels: Readonly<Record<string, string>> | undefined): boolean
  /** True if it matches whatever the labels are. */
  readonly isEverything: boolean
  /** True if it matches nothing at all, as the selector of an absent LabelSelector does. */
  readonly isNothing: boolean
  /** All of which must hold; sorted by key. */
  readonly requirements: readonly Requirement[]
  /** The form `parseSelector` reads. */
  toString(): string
}

/** `metav1.LabelSelector`. */
export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: LabelSelectorRequirement[]
}

export interface LabelSelectorRequirement {
  key: string
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: string
  values?: string[]
}

interface ReadonlyLabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

const noLabels: Readonly<Record<string, string>> = Object.freeze({})

export const selectNothing: Selector = {
  matches: () => false,
  isEverything: false,
  isNothing: true,
  requirements: [],
  toString: () => '',
}

export const selectEverything: Selector = selectorOfRequirements([])

/** The selector of which all of `requirements` must hold. */
export function selectorOfRequirements(requirements: readonly Requirement[]): Selector {
  const sorted = requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return {
    matches: (labels = noLabels) => sorted.every((requirement) => requirementHolds(requirement, labels)),
    isEverything: sorted.length === 0,
    isNothing: false,
    requirements: sorted,
    toString: () => sorted.map(requirementText).join(','),
  }
}

/** Equality with every one of `labels`; none matches everything. Keys and values are taken as they are. */
export function selectorOfLabels(labels: Readonly<Record<string, string>> | undefined): Selector {
  const entries = Object.entries(labels ?? {})
  return selectorOfRequirements(entries.map(([key, value]) => ({ key, operator: '=', values: [value] })))
}

const operators: ReadonlyMap<string, SelectorOperator> = new Map<string, SelectorOperator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
])

/** An absent LabelSelector matches nothing, an empty one everything. Throws upstream's error if it is invalid. */
export function selectorOf(selector: ReadonlyLabelSelector | null | undefined): Selector {
  if (!selector) return selectNothing
  const requirements = Object.entries(selector.matchLabels ?? {}).map(([key, value]) =>
    requirementOf(key, '=', [value]),
  )
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const known = operators.get(operator)
    if (!known) throw new Error(`${JSON.stringify(operator)} is not a valid label selector operator`)
    requirements.push(requirementOf(key, known, values ?? []))
  }
  return selectorOfRequirements(requirements)
}
