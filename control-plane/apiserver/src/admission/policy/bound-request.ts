import type { MatchResources, ParamKind, ParamRef } from '@knarr/api/admissionregistration/v1'
import type { Namespace } from '@knarr/api/core/v1'
import type { KubeObject } from '@knarr/machinery'
import type { ServedResource } from '../../registry/served-resource.ts'
import type { AdmissionAttributes } from '../admission-plugin.ts'
import { bindingMatches, type MatchingParts, policyResource } from './policy-matching.ts'
import { paramsOf } from './policy-params.ts'
import { namespaceOf } from './request-namespace.ts'

/** What policies of both kinds and their bindings say of the writes they are about. */
interface BoundSpecs {
  readonly policy: { readonly matchConstraints?: MatchResources; readonly paramKind?: ParamKind }
  readonly binding: { readonly matchResources?: MatchResources; readonly paramRef?: ParamRef } | undefined
}

/** A write as a bound policy sees it, once for each of the parameters. */
export interface BoundRequest {
  readonly resource: ServedResource
  readonly params: readonly (KubeObject | undefined)[]
  readonly namespace: Namespace | undefined
}

/** Undefined where policy and binding leave the write alone. @throws ParamsError */
export async function boundRequest(
  { policy, binding }: BoundSpecs,
  attributes: AdmissionAttributes,
  parts: MatchingParts,
): Promise<BoundRequest | undefined> {
  const resource = await policyResource(policy.matchConstraints ?? {}, attributes, parts)
  if (!resource || !(await bindingMatches(binding?.matchResources, attributes, parts))) return undefined
  const params = await paramsOf(policy.paramKind, binding?.paramRef, { ...parts, attributes })
  return { resource, params, namespace: await namespaceOf(attributes, parts.context) }
}
