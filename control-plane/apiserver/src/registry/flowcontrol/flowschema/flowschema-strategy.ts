import { type FlowSchema, flowSchemas, type Subject } from '@knarr/api/flowcontrol/v1'
import { type FieldError, invalid, required } from '@knarr/machinery'
import { each, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const maxPrecedence = 10000

export const flowSchemaStrategy: Strategy<FlowSchema> = strategyOf<FlowSchema>({
  resource: flowSchemas,
  defaults: ({ spec }) => {
    if (spec && !spec.matchingPrecedence) spec.matchingPrecedence = 1000
  },
  prepareForCreate: (schema) => {
    schema.status = {}
  },
  validate: validateFlowSchema,
  table: tableOf(
    [
      column('PriorityLevel', 'The priority level it leads to.'),
      column('MatchingPrecedence', 'Its place in line; the lowest that matches counts.'),
      column('DistinguisherMethod', 'What makes a flow.'),
      ageColumn,
      column('MissingPL', 'Whether that priority level is missing.'),
    ],
    (schema, nowMs) => [
      schema.spec.priorityLevelConfiguration.name,
      schema.spec.matchingPrecedence ?? 0,
      schema.spec.distinguisherMethod?.type ?? '<none>',
      ageOf(schema, nowMs),
      schema.status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ],
  ),
})

function validateFlowSchema({ metadata, spec }: FlowSchema): FieldError[] {
  const precedence = spec.matchingPrecedence ?? 0
  const errors: FieldError[] = []
  if (precedence <= 0) errors.push(invalid('spec.matchingPrecedence', precedence, 'must be a positive value'))
  if (precedence > maxPrecedence) {
    errors.push(invalid('spec.matchingPrecedence', precedence, `must not be greater than ${maxPrecedence}`))
  }
  if (precedence === 1 && metadata.name !== 'exempt') {
    errors.push(
      invalid(
        'spec.matchingPrecedence',
        precedence,
        "only the schema named 'exempt' may have matchingPrecedence 1",
      ),
    )
  }
  return [
    ...errors,
    ...optionalOneOf('spec.distinguisherMethod.type', spec.distinguisherMethod?.type, [
      'ByNamespace',
      'ByUser',
    ]),
    ...requiredWith('spec.priorityLevelConfiguration.name', spec.priorityLevelConfiguration?.name),
    ...each('spec.rules', spec.rules, (rule, at) => {
      const problems = each(`${at}.subjects`, rule.subjects, validateSubject)
      if (!rule.subjects?.length)
        problems.push(required(`${at}.subjects`, 'subjects must contain at least one value'))
      if (!rule.resourceRules?.length && !rule.nonResourceRules?.length) {
        problems.push(required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'))
      }
      return problems
    }),
  ]
}

const subjectFields = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const

function validateSubject(subject: Subject & { kind?: string }, field: string): FieldError[] {
  const kind = subject.kind as keyof typeof subjectFields
  const key = subjectFields[kind]
  if (!key) return [...optionalOneOf(`${field}.kind`, subject.kind ?? '', Object.keys(subjectFields))]
  if (!subject[key]) return [required(`${field}.${key}`, `${key} is required when subject kind is '${kind}'`)]
  return requiredWith(`${field}.${key}.name`, subject[key].name)
}
