import type { Authorizer } from '../../authz/authorizer.ts'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import type { EquivalentResources } from '../matching/equivalent-resources.ts'
import { matchingResource } from '../matching/match-resources.ts'
import { AccessChecks } from '../policy/access-checks.ts'
import { CostBudget } from '../policy/cost-budget.ts'
import { conditionsHold, MatchConditionError } from '../policy/match-conditions.ts'
import { type ExpressionRequest, requestVariables } from '../policy/request-variables.ts'
import { refusal } from '../refusal.ts'
import type { Invocation } from './webhook-caller.ts'
import type { Webhook } from './webhook-index.ts'

export interface MatchParts {
  readonly equivalents: EquivalentResources
  readonly context: AdmissionContext
  readonly authorizer: Authorizer
}

/** How a webhook is to be asked about a write; undefined where it is not. @throws StatusError */
export async function invocationOf(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  parts: MatchParts,
): Promise<Invocation | undefined> {
  const resource = await matchingResource(webhook, attributes, parts)
  if (!resource) return undefined
  if (webhook.conditions.length > 0) {
    const access = new AccessChecks(parts.authorizer, attributes)
    const request = { attributes, resource, namespace: undefined, access }
    if (!(await access.settle(() => holdConditions(webhook, request)))) return undefined
  }
  return { webhook, resource, attributes }
}

/** What cannot be told refuses the write, unless the webhook's failures are to be ignored. @throws StatusError */
function holdConditions({ spec, conditions }: Webhook, request: ExpressionRequest): boolean {
  try {
    return conditionsHold(conditions, requestVariables(request), new CostBudget())
  } catch (error) {
    if (!(error instanceof MatchConditionError)) throw error
    if (spec.failurePolicy === 'Ignore') return false
    throw refusal(request.attributes, error.message)
  }
}
