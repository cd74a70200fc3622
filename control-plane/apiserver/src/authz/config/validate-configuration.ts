import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import {
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  formatDuration,
  invalid,
  notSupported,
  required,
  tooMany,
} from '@knarr/machinery'
import type {
  AuthorizationConfiguration,
  AuthorizerConfiguration,
  WebhookConfiguration,
} from './authorization-configuration.ts'
import { compileMatchCondition } from './match-conditions.ts'

const types = ['ABAC', 'AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook']
const maxTimeoutMs = 30_000
const maxConditions = 64

/** What upstream finds wrong with a configuration; of webhooks, it names the fields as of the authorizer. */
export function configurationErrors({ authorizers }: AuthorizationConfiguration): FieldError[] {
  if (authorizers.length === 0)
    return [required('authorizers', 'at least one authorization mode must be defined')]
  const seen = { types: new Set<string>(), names: new Set<string>() }
  return authorizers.flatMap((authorizer, index) =>
    authorizerErrors(authorizer, `authorizers[${index}]`, seen),
  )
}

interface Seen {
  readonly types: Set<string>
  readonly names: Set<string>
}

function authorizerErrors(
  { type, name, webhook }: AuthorizerConfiguration,
  path: string,
  seen: Seen,
): FieldError[] {
  if (!type) return [required(`${path}.type`)]
  if (!types.includes(type)) return [notSupported(`${path}.type`, type, types)]
  if (seen.types.has(type) && type !== 'Webhook') return [duplicate(`${path}.type`, type)]
  seen.types.add(type)
  const errors = nameErrors(name, `${path}.name`, seen.names)
  seen.names.add(name)
  if (type !== 'Webhook') {
    const why = 'may only be specified when type=Webhook'
    return webhook ? [...errors, invalid(`${path}.webhook`, 'non-null', why)] : errors
  }
  if (!webhook) return [...errors, required(`${path}.webhook`, 'required when type=Webhook')]
  return [...errors, ...webhookErrors(webhook, path)]
}

function nameErrors(name: string, path: string, seen: ReadonlySet<string>): FieldError[] {
  if (!name) return [required(path)]
  if (seen.has(name)) return [duplicate(path, name)]
  const errors = dns1123SubdomainErrors(name)
  return errors.length > 0 ? [invalid(path, name, `authorizer name is invalid: ${errors.join(', ')}`)] : []
}

function webhookErrors(webhook: WebhookConfiguration, path: string): FieldError[] {
  const { subjectAccessReviewVersion, failurePolicy, connectionInfo, matchConditions } = webhook
  return [
    ...timeoutErrors(webhook.timeoutMs, `${path}.timeout`),
    ...ttlErrors(webhook.authorizedTtlMs, `${path}.authorizedTTL`),
    ...ttlErrors(webhook.unauthorizedTtlMs, `${path}.unauthorizedTTL`),
    ...oneOfErrors(subjectAccessReviewVersion, `${path}.subjectAccessReviewVersion`, ['v1', 'v1beta1']),
    ...conditionVersionErrors(webhook, `${path}.matchConditionSubjectAccessReviewVersion`),
    ...oneOfErrors(failurePolicy, `${path}.failurePolicy`, ['NoOpinion', 'Deny']),
    ...connectionErrors(connectionInfo, `${path}.connectionInfo`),
    ...conditionErrors(matchConditions, `${path}.matchConditions`),
  ]
}

function timeoutErrors(timeoutMs: number, path: string): FieldError[] {
  if (timeoutMs === 0) return [required(path)]
  if (timeoutMs > 0 && timeoutMs <= maxTimeoutMs) return []
  return [invalid(path, formatDuration(timeoutMs), 'must be > 0s and <= 30s')]
}

function ttlErrors(ttlMs: number, path: string): FieldError[] {
  return ttlMs < 0 ? [invalid(path, formatDuration(ttlMs), 'must be > 0s')] : []
}

function oneOfErrors(value: string, path: string, supported: readonly string[]): FieldError[] {
  if (!value) return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

function conditionVersionErrors(
  { matchConditionSubjectAccessReviewVersion: version, matchConditions }: WebhookConfiguration,
  path: string,
): FieldError[] {
  if (version) return oneOfErrors(version, path, ['v1'])
  return matchConditions.length > 0 ? [required(path, 'required if match conditions are specified')] : []
}

function connectionErrors(
  { type, kubeConfigFile: file }: WebhookConfiguration['connectionInfo'],
  path: string,
): FieldError[] {
  const at = `${path}.kubeConfigFile`
  if (type === 'KubeConfigFile') return fileErrors(file, at)
  if (type !== 'InClusterConfig')
    return oneOfErrors(type, `${path}.type`, ['InClusterConfig', 'KubeConfigFile'])
  return file === undefined ? [] : [invalid(at, file, 'can only be set when type=KubeConfigFile')]
}

function fileErrors(file: string | undefined, path: string): FieldError[] {
  if (!file) return [required(path)]
  if (!isAbsolute(file)) return [invalid(path, file, 'must be an absolute path')]
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return [invalid(path, file, `error loading file: stat ${file}: no such file or directory`)]
  return found.isFile() ? [] : [invalid(path, file, 'must be a regular file')]
}

function conditionErrors(conditions: WebhookConfiguration['matchConditions'], path: string): FieldError[] {
  if (conditions.length > maxConditions) return [tooMany(path, conditions.length, maxConditions)]
  const seen = new Set<string>()
  return conditions.flatMap(({ expression }, index) => {
    const at = `${path}[${index}].expression`
    if (expression.trim() === '') return [required(at)]
    if (seen.has(expression)) return [duplicate(at, expression)]
    seen.add(expression)
    const { error } = compileMatchCondition(expression)
    return error === undefined ? [] : [invalid(at, expression, error)]
  })
}
