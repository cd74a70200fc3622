import type { SubjectAccessReviewSpec } from '@knarr/api/authorization/v1'
import {
  boolType,
  type CelType,
  Environment,
  kubernetesLibraries,
  listType,
  mapType,
  objectType,
  type Program,
  stringType,
  typeText,
  valueOfJson,
} from '@knarr/cel'
import { aggregated } from '../authorizer.ts'

/** A condition ready to run, or why it cannot be. */
export type CompiledMatchCondition =
  | { readonly program: Program; readonly error?: undefined }
  | { readonly program?: undefined; readonly error: string }

const texts = listType(stringType)
const textFields = (...names: string[]): [string, CelType][] => names.map((name) => [name, stringType])
const object = (name: string, ...fields: [string, CelType][]): CelType =>
  objectType(`kubernetes.${name}`, new Map(fields))

const requirement = object('SelectorRequirement', ...textFields('key', 'operator'), ['values', texts])
const selector = (name: string): CelType =>
  object(name, ...textFields('rawSelector'), ['requirements', listType(requirement)])

const requestType = object(
  'SubjectAccessReviewSpec',
  [
    'resourceAttributes',
    object(
      'ResourceAttributes',
      ...textFields('namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'),
      ['fieldSelector', selector('FieldSelectorAttributes')],
      ['labelSelector', selector('LabelSelectorAttributes')],
    ),
  ],
  ['nonResourceAttributes', object('NonResourceAttributes', ...textFields('path', 'verb'))],
  ...textFields('user', 'uid'),
  ['groups', texts],
  ['extra', mapType(stringType, texts)],
)

const environment = new Environment({ variables: { request: requestType }, libraries: kubernetesLibraries })
const costLimit = 1_000_000

/** Compiles what tells by a `request`, which is the spec of a review, whether a webhook is asked. */
export function compileMatchCondition(expression: string): CompiledMatchCondition {
  const { program, error } = environment.compile(expression)
  if (!program) return { error: `compilation failed: ${error}` }
  const type = typeText(program.type)
  const wanted = typeText(boolType)
  return type === wanted ? { program } : { error: `must evaluate to ${wanted} but got ${type}` }
}

/** Whether all hold: one that does not decides, even where another fails. @throws Error where it cannot be told */
export function matcherOf(
  conditions: readonly { readonly expression: string }[],
): (spec: SubjectAccessReviewSpec) => boolean {
  const compiled = conditions.map(({ expression }) => {
    const { program, error } = compileMatchCondition(expression)
    if (!program) throw new Error(error)
    return { expression, program }
  })
  return (spec) => {
    const request = valueOfJson(requestOf(spec))
    const errors: string[] = []
    for (const { expression, program } of compiled) {
      const { value, error } = program.evaluate({ request }, { costLimit })
      if (value === false) return false
      if (error)
        errors.push(`cel evaluation error: expression '${expression}' resulted in error: ${error.message}`)
    }
    if (errors.length > 0) throw new Error(aggregated(errors))
    return true
  }
}

const emptyResource = {
  ...{ namespace: '', verb: '', group: '', version: '', resource: '', subresource: '', name: '' },
}

/** With every text, empty ones as well: a condition need not ask whether there is one. */
function requestOf({
  resourceAttributes,
  nonResourceAttributes,
  ...subject
}: SubjectAccessReviewSpec): object {
  return {
    ...{ user: '', uid: '', groups: [], extra: {} },
    ...subject,
    ...(resourceAttributes ? { resourceAttributes: { ...emptyResource, ...resourceAttributes } } : {}),
    ...(nonResourceAttributes
      ? { nonResourceAttributes: { path: '', verb: '', ...nonResourceAttributes } }
      : {}),
  }
}
