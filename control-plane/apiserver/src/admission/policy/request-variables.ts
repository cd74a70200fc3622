import type { Namespace } from '@knarr/api/core/v1'
import { CelError, LazyMap, type Value, type Variables, valueOfJson } from '@knarr/cel'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes } from '../admission-plugin.ts'
import { requestOf } from '../webhook/admission-review.ts'
import type { AccessChecks } from './access-checks.ts'
import type { CompiledExpression } from './compiled-expression.ts'
import type { CostBudget } from './cost-budget.ts'

/** A write that expressions look at, in the version that the rules name. */
export interface ExpressionRequest {
  readonly attributes: AdmissionAttributes
  readonly resource: ServedResource
  /** Undefined for what stands in no namespace. */
  readonly namespace: Namespace | undefined
  readonly access: AccessChecks
}

/** `object`, `oldObject`, `request`, `namespaceObject`, `authorizer` and `authorizer.requestResource`. */
export function requestVariables({ attributes, resource, namespace, access }: ExpressionRequest): Variables {
  const { object, oldObject, options: _, ...request } = requestOf(attributes, resource, '')
  return {
    object: object ? valueOfJson(object) : null,
    oldObject: oldObject ? valueOfJson(oldObject) : null,
    request: valueOfJson(request),
    namespaceObject: namespace ? valueOfJson(namespace) : null,
    ...access.variables,
  }
}

/** Adds `variables`, each of which is only evaluated where something reads it. */
export function withVariables(
  base: Variables,
  expressions: ReadonlyMap<string, CompiledExpression>,
  budget: CostBudget,
): Variables {
  const makers = new Map<string, () => Value>()
  const all: Variables = { ...base, variables: new LazyMap(makers) }
  for (const [name, { program, error }] of expressions) {
    makers.set(name, () => {
      try {
        if (!program) throw new CelError(error)
        return budget.evaluate(program, all)
      } catch (cause) {
        if (!(cause instanceof CelError)) throw cause
        const message = `composited variable ${JSON.stringify(name)} fails to evaluate: ${cause.message}`
        throw new CelError(message, { cause })
      }
    })
  }
  return all
}
