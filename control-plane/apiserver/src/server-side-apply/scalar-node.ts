import { emptySet, type FieldSet } from './field-set.ts'
import { fieldElement, isGranularMap, isNamedField, type ValueType } from './value-type.ts'

/** What is known of the fields so far, in the order they were met. */
interface Step {
  node: FieldSet | undefined
  readonly next: Map<string, Step>
}

const firstSteps = new WeakMap<object, Step>()
const maxSteps = 10_000
let steps = 0

/**
 * The node of a struct that holds scalars only and that all of belongs to the set: the same frozen one for every struct
 * that has these fields, as most items of lists do. Undefined for any other value.
 */
export function scalarNode(value: object, type: ValueType): FieldSet | undefined {
  if (!type?.fields || !isGranularMap(value, type)) return undefined
  let step: Step | undefined = firstStepOf(type)
  for (const field in value) {
    const child = value[field]
    if (typeof child === 'object' ? child !== null : child === undefined) return undefined
    step = step.next.get(field) ?? addedStep(step, field, type)
    if (!step) return undefined
  }
  step.node ??= nodeOfFields(Object.keys(value), type)
  return step.node
}

function firstStepOf(type: object): Step {
  const known = firstSteps.get(type)
  if (known) return known
  const step = newStep()
  firstSteps.set(type, step)
  return step
}

const newStep = (): Step => ({ node: undefined, next: new Map() })

/** Undefined for a field the type does not name, and where there are too many ways to set fields already. */
function addedStep({ next }: Step, field: string, type: ValueType): Step | undefined {
  if (!isNamedField(type, field) || steps === maxSteps) return undefined
  steps++
  const step = newStep()
  next.set(field, step)
  return step
}

function nodeOfFields(fields: readonly string[], type: ValueType): FieldSet {
  if (fields.length === 0) return emptySet
  const node: Record<string, FieldSet> = { '.': emptySet }
  for (const field of fields) node[fieldElement(type, field)] = emptySet
  return Object.freeze(node)
}
