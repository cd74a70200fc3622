import {
  type MutatingAdmissionPolicy,
  type MutatingAdmissionPolicyBinding,
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'

import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import { isAdmissionConfiguration } from '../../matching/match-resources.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { AccessChecks } from '../../policy/access-checks.ts'
import { boundRequest } from '../../policy/bound-request.ts'
import type { MatchingParts } from '../../policy/policy-matching.ts'
import { ParamsError } from '../../policy/policy-params.ts'
import { refusal } from '../../refusal.ts'
import { type CompiledMutatingPolicy, compileMutatingPolicy } from './compiled-mutations.ts'
import { MutationError, mutateObject } from './mutate-object.ts'

/**
 * Changes writes by the expressions of policies, where bindings put these in force. Once one changed the object,
 * every plugin sees it again, and those policies that ask for that.
 */
export function mutatingAdmissionPolicy({ caches, equivalents, authorizer }: PluginParts): AdmissionPlugin {
  const policies = new ConfigurationIndex<
    MutatingAdmissionPolicy,
    ReadonlyMap<string, CompiledMutatingPolicy>
  >(
    caches,
    mutatingAdmissionPolicies,
    (all) => new Map(all.map((policy) => [policy.metadata.name, compileMutatingPolicy(policy)])),
  )
  const bindings = new ConfigurationIndex<
    MutatingAdmissionPolicyBinding,
    readonly MutatingAdmissionPolicyBinding[]
  >(caches, mutatingAdmissionPolicyBindings, (all) => all)
  const seen = new WeakSet<AdmissionAttributes>()

  return {
    name: 'MutatingAdmissionPolicy',

    handles: (attributes) =>
      attributes.operation !== 'DELETE' &&
      attributes.operation !== 'CONNECT' &&
      !(bindings.isEmpty || policies.isEmpty || isAdmissionConfiguration(attributes)),

    async admit(attributes, context) {
      const isSecond = seen.has(attributes)
      seen.add(attributes)
      const byName = await policies.current()
      const parts = { equivalents, context, access: new AccessChecks(authorizer, attributes) }
      let isChanged = false
      for (const binding of await bindings.current()) {
        const compiled = byName.get(binding.spec?.policyName ?? '')
        if (!compiled || (isSecond && compiled.policy.spec.reinvocationPolicy !== 'IfNeeded')) continue
        isChanged = (await mutate({ compiled, binding }, attributes, parts)) || isChanged
      }
      return isChanged && !isSecond ? 'reinvoke' : undefined
    },
  }
}

interface BoundMutatingPolicy {
  readonly compiled: CompiledMutatingPolicy
  readonly binding: MutatingAdmissionPolicyBinding
}

/** Whether the policy changed the object. @throws StatusError where it fails, and failures are not to be ignored */
async function mutate(
  { compiled, binding }: BoundMutatingPolicy,
  attributes: AdmissionAttributes,
  parts: MatchingParts & { readonly access: AccessChecks },
): Promise<boolean> {
  const { spec, metadata } = compiled.policy
  try {
    const bound = await boundRequest({ policy: spec, binding: binding.spec }, attributes, parts)
    if (!bound) return false
    const { resource, params, namespace } = bound
    let isChanged = false
    const request = { attributes, resource, namespace, access: parts.access }
    for (const param of params) isChanged = (await mutateObject(compiled, request, param)) || isChanged
    return isChanged
  } catch (error) {
    if (!(error instanceof MutationError || error instanceof ParamsError)) throw error
    if (spec.failurePolicy === 'Ignore') return false
    const by = `policy '${metadata.name}' with binding '${binding.metadata.name}'`
    throw refusal(attributes, `${by} denied request: ${error.message}`)
  }
}
