import { decodeYaml } from '@knarr/api'
import {
  type FieldError,
  fieldErrorText,
  invalid,
  isJsonObject,
  notSupported,
  required,
} from '@knarr/machinery'
import { type AuditPolicy, auditLevels, auditStages, type PolicyRule } from './audit-policy.ts'

/** Reads a policy file, YAML or JSON. @throws Error in upstream's words for what is no policy */
export function parseAuditPolicy(text: string): AuditPolicy {
  const policy = policyOf(text)
  const errors = [
    ...stageErrors(policy.omitStages, 'omitStages'),
    ...policy.rules.flatMap((rule, index) => ruleErrors(rule, `rules[${index}]`)),
  ]
  if (errors.length > 0) {
    const texts = errors.map(fieldErrorText)
    throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`)
  }
  return policy
}

function policyOf(text: string): AuditPolicy {
  const { value } = decodeYaml(Buffer.from(text))
  if (!isJsonObject(value)) throw new Error('failed decoding: the policy is not an object')
  const { apiVersion, kind, rules = [] } = value as { apiVersion?: string; kind?: string; rules?: unknown }
  if (apiVersion !== 'audit.k8s.io/v1' || kind !== 'Policy') {
    throw new Error(
      `failed decoding: no kind ${JSON.stringify(kind ?? '')} is registered for version ${JSON.stringify(apiVersion ?? '')}`,
    )
  }
  if (!Array.isArray(rules) || !rules.every(isJsonObject)) {
    throw new Error('failed decoding: rules must be a list of objects')
  }
  if (rules.length === 0) throw new Error('loaded illegal policy with 0 rules')
  return value as unknown as AuditPolicy
}

function ruleErrors(rule: PolicyRule, path: string): FieldError[] {
  return [
    ...levelErrors(rule, path),
    ...stageErrors(rule.omitStages, `${path}.omitStages`),
    ...urlErrors(rule, path),
    ...resourceErrors(rule, path),
  ]
}

function levelErrors({ level }: PolicyRule, path: string): FieldError[] {
  if (!level) return [required(`${path}.level`, '')]
  return auditLevels.includes(level) ? [] : [notSupported(`${path}.level`, level, auditLevels)]
}

function stageErrors(stages: AuditPolicy['omitStages'], path: string): FieldError[] {
  return (stages ?? []).flatMap((stage, index) =>
    auditStages.includes(stage)
      ? []
      : [invalid(`${path}[${index}]`, stage, `allowed stages are ${auditStages.join(',')}`)],
  )
}

function urlErrors(
  { nonResourceURLs = [], resources = [], namespaces = [] }: PolicyRule,
  path: string,
): FieldError[] {
  if (nonResourceURLs.length === 0) return []
  if (resources.length > 0 || namespaces.length > 0) {
    const why = 'rules cannot apply to both regular resources and non-resource URLs'
    return [invalid(`${path}.nonResourceURLs`, nonResourceURLs, why)]
  }
  return nonResourceURLs.flatMap((url, index) => {
    const where = `${path}.nonResourceURLs[${index}]`
    if (url === '*') return []
    if (!url.startsWith('/'))
      return [invalid(where, url, "non-resource URL rules must begin with a '/' character")]
    if (url.slice(0, -1).includes('*')) {
      return [invalid(where, url, "non-resource URL wildcards '*' must be the final character of the rule")]
    }
    return []
  })
}

function resourceErrors({ resources = [] }: PolicyRule, path: string): FieldError[] {
  return resources.flatMap(({ group = '', resources: plurals = [], resourceNames = [] }, index) => {
    const where = `${path}.resources[${index}]`
    const errors: FieldError[] = []
    if (group.includes('/')) {
      errors.push(invalid(`${where}.group`, group, 'resource group names must not contain a version'))
    }
    if (resourceNames.length > 0 && plurals.length === 0) {
      errors.push(
        invalid(
          `${where}.resourceNames`,
          resourceNames,
          'using resourceNames requires at least one resource',
        ),
      )
    }
    return errors
  })
}
