import {
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '@knarr/api/admissionregistration/v1'
import { valueOfJson } from '@knarr/cel'
import { forbidden, StatusError, type StatusReason } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import { isAdmissionConfiguration } from '../../matching/match-resources.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { AccessChecks } from '../../policy/access-checks.ts'
import { boundRequest } from '../../policy/bound-request.ts'
import type { MatchingParts } from '../../policy/policy-matching.ts'
import { ParamsError } from '../../policy/policy-params.ts'
import { requestVariables } from '../../policy/request-variables.ts'
import { type BoundPolicy, type CompiledPolicy, compilePolicy } from './compiled-policy.ts'
import { type Denial, type Judgement, judge } from './decisions.ts'

/** Judges writes by the expressions of policies, where bindings put these in force. */
export function validatingAdmissionPolicy({ caches, equivalents, authorizer }: PluginParts): AdmissionPlugin {
  const policies = new ConfigurationIndex<ValidatingAdmissionPolicy, ReadonlyMap<string, CompiledPolicy>>(
    caches,
    validatingAdmissionPolicies,
    (all) => new Map(all.map((policy) => [policy.metadata.name, compilePolicy(policy)])),
  )
  const bindings = new ConfigurationIndex<
    ValidatingAdmissionPolicyBinding,
    readonly ValidatingAdmissionPolicyBinding[]
  >(caches, validatingAdmissionPolicyBindings, (all) => all)

  return {
    name: 'ValidatingAdmissionPolicy',

    handles: (attributes) => !bindings.isEmpty && !policies.isEmpty && !isAdmissionConfiguration(attributes),

    async validate(attributes, context) {
      const byName = await policies.current()
      const denied: BoundDenial[] = []
      const parts = { equivalents, context, access: new AccessChecks(authorizer, attributes) }
      for (const binding of await bindings.current()) {
        const compiled = byName.get(binding.spec.policyName)
        if (!compiled) continue
        const judgement = await judgementOf({ compiled, binding }, attributes, parts)
        denied.push(...judgement.denials.map((denial) => ({ denial, binding })))
        for (const { key, value } of judgement.annotations) {
          attributes.annotate?.(`${compiled.policy.metadata.name}/${key}`, value)
        }
      }
      act(denied, attributes)
    },
  }
}

interface BoundDenial {
  readonly denial: Denial
  readonly binding: ValidatingAdmissionPolicyBinding
}

async function judgementOf(
  { compiled, binding }: BoundPolicy,
  attributes: AdmissionAttributes,
  parts: MatchingParts & { readonly access: AccessChecks },
): Promise<Judgement> {
  const { spec } = compiled.policy
  try {
    const bound = await boundRequest({ policy: spec, binding: binding.spec }, attributes, parts)
    if (!bound) return silent
    const { resource, params, namespace } = bound
    const variables = requestVariables({ attributes, resource, namespace, access: parts.access })
    const judgements = await parts.access.settle(() =>
      params.map((param) => judge(compiled, { ...variables, params: param ? valueOfJson(param) : null })),
    )
    return {
      denials: judgements.flatMap(({ denials }) => denials),
      annotations: judgements.flatMap(({ annotations }) => annotations),
    }
  } catch (error) {
    if (!(error instanceof ParamsError)) throw error
    if (spec.failurePolicy === 'Ignore') return silent
    return {
      ...silent,
      denials: [{ message: `failed to configure binding: ${error.message}`, reason: '', index: 0 }],
    }
  }
}

const silent: Judgement = { denials: [], annotations: [] }

/** Warns, tells the audit, and refuses, as the bindings say. @throws StatusError */
function act(denied: readonly BoundDenial[], attributes: AdmissionAttributes): void {
  for (const { denial, binding } of denied) {
    if (!binding.spec.validationActions.includes('Warn')) continue
    const { policyName } = binding.spec
    const by = `ValidatingAdmissionPolicy '${policyName}' with binding '${binding.metadata.name}'`
    attributes.warnings.push(`Validation failed for ${by}: ${denial.message}`)
  }
  const audited = denied.filter(({ binding }) => binding.spec.validationActions.includes('Audit'))
  if (audited.length > 0) {
    attributes.annotate?.(
      'validation.policy.admission.k8s.io/validation_failure',
      JSON.stringify(audited.map(auditFailure)),
    )
  }
  const first = denied.find(({ binding }) => binding.spec.validationActions.includes('Deny'))
  if (first) throw refusal(first, attributes)
}

function auditFailure({ denial, binding }: BoundDenial): object {
  return {
    message: denial.message,
    policy: binding.spec.policyName,
    binding: binding.metadata.name,
    expressionIndex: denial.index,
    validationActions: binding.spec.validationActions,
  }
}

const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
}

function refusal({ denial, binding }: BoundDenial, { resource, name }: AdmissionAttributes): StatusError {
  const by = `ValidatingAdmissionPolicy '${binding.spec.policyName}' with binding '${binding.metadata.name}'`
  const message = `${by} denied request: ${denial.message}`
  const { status } = forbidden(resource, name, message)
  const reason = (denial.reason || 'Invalid') as StatusReason
  return new StatusError({
    ...status,
    reason,
    code: codes[reason] ?? 422,
    details: { ...status.details, causes: [{ message }] },
  })
}
