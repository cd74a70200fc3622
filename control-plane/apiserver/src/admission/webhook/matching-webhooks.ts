import { forbidden } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext } from '../admission-plugin.ts'
import type { EquivalentResources } from '../matching/equivalent-resources.ts'
import { matchingResource } from '../matching/match-resources.ts'
import type { Invocation } from './webhook-caller.ts'
import type { Webhook } from './webhook-index.ts'

export interface MatchParts {
  readonly equivalents: EquivalentResources
  readonly context: AdmissionContext
}

/** How a webhook is to be asked about a write; undefined where it is not. @throws StatusError */
export async function invocationOf(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  parts: MatchParts,
): Promise<Invocation | undefined> {
  const resource = await matchingResource(webhook, attributes, parts)
  if (!resource || !holdConditions(webhook, attributes)) return undefined
  return { webhook, resource, attributes }
}

/**
 * Conditions are written in CEL, which is not there yet: a webhook that has some can never be judged to
 * match, as if their evaluation failed.
 */
function holdConditions({ spec }: Webhook, { resource, name }: AdmissionAttributes): boolean {
  if (!spec.matchConditions?.length) return true
  if (spec.failurePolicy === 'Ignore') return false
  const [first] = spec.matchConditions
  throw forbidden(
    resource,
    name,
    `match condition ${JSON.stringify(first?.name)} cannot be evaluated: no CEL`,
  )
}
