import { apiVersionOf } from '@knarr/api'
import type {
  ExpressionWarning,
  NamedRuleWithOperations,
  ValidatingAdmissionPolicy,
} from '@knarr/api/admissionregistration/v1'
import type { CelType, Environment } from '@knarr/cel'
import type { ResourceCatalog } from '../../../registry/resource-catalog.ts'
import type { CatalogEntry } from '../../../registry/served-resource.ts'
import { compileVariables, messageEnvironment } from '../compiled-expression.ts'
import { kindType } from './kind-type.ts'
import { requestTypes } from './request-types.ts'

const maxKinds = 10

/**
 * What is wrong with a policy's expressions by the schemas of the kinds its rules name; rules with wildcards name
 * none. Source: upstream's `plugin/policy/validating/typechecking.go`.
 */
export function checkTypes(policy: ValidatingAdmissionPolicy, catalog: ResourceCatalog): ExpressionWarning[] {
  const scopes = kindsOf(policy, catalog).flatMap((entry) => {
    const type = kindType(entry)
    return type ? [{ kind: kindText(entry), environment: environmentOf(policy, type, catalog) }] : []
  })
  const warningsOf = (fieldRef: string, expression: string | undefined): ExpressionWarning[] => {
    if (!expression) return []
    const problems = scopes.flatMap(({ kind, environment }) => {
      const { error } = environment.compile(expression)
      return error === undefined ? [] : [`${kind}: ${error}\n`]
    })
    return problems.length > 0 ? [{ fieldRef, warning: problems.join('\n') }] : []
  }
  return (policy.spec.validations ?? []).flatMap(({ expression, messageExpression }, index) => [
    ...warningsOf(`spec.validations[${index}].expression`, expression),
    ...warningsOf(`spec.validations[${index}].messageExpression`, messageExpression),
  ])
}

function environmentOf(
  { spec }: ValidatingAdmissionPolicy,
  object: CelType,
  catalog: ResourceCatalog,
): Environment {
  const params = spec.paramKind && paramType(spec.paramKind, catalog)
  const base = messageEnvironment.with({
    ...{ ...requestTypes, object, oldObject: object },
    ...(params ? { params } : {}),
  })
  return compileVariables(base, spec.variables ?? []).environment
}

function paramType(
  { apiVersion = '', kind = '' }: { apiVersion?: string; kind?: string },
  catalog: ResourceCatalog,
): CelType | undefined {
  const entry = catalog.entries().find(({ api }) => api.kind === kind && apiVersionOf(api) === apiVersion)
  return entry && kindType(entry)
}

/** At most ten, in the order of group, version and kind. */
function kindsOf({ spec }: ValidatingAdmissionPolicy, catalog: ResourceCatalog): CatalogEntry[] {
  const found = new Set<CatalogEntry>()
  for (const rule of spec.matchConstraints?.resourceRules ?? [])
    for (const entry of kindsOfRule(rule, catalog)) if (found.size < maxKinds) found.add(entry)
  const order = ({ api: { group, version, kind } }: CatalogEntry): string => [group, version, kind].join('\0')
  return [...found].sort((one, other) => (order(one) < order(other) ? -1 : 1))
}

function kindsOfRule(
  { apiGroups = [], apiVersions = [], resources = [] }: NamedRuleWithOperations,
  catalog: ResourceCatalog,
): CatalogEntry[] {
  const isOpen = (name: string): boolean => name.includes('*')
  if (apiGroups.some(isOpen) || apiVersions.some(isOpen)) return []
  const whole = resources.filter((name) => !isOpen(name) && !name.includes('/'))
  return [...apiGroups]
    .sort()
    .flatMap((group) =>
      [...apiVersions]
        .sort()
        .flatMap((version) =>
          [...whole].sort().flatMap((plural) => catalog.find(group, version, plural) ?? []),
        ),
    )
}

/** As Go writes a GroupVersionKind. */
function kindText({ api }: CatalogEntry): string {
  return `${api.group}/${api.version}, Kind=${api.kind}`
}
