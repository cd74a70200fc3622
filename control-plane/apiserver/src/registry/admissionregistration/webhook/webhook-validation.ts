import type {
  MutatingWebhook,
  ValidatingWebhook,
  WebhookClientConfig,
} from '@knarr/api/admissionregistration/v1'
import {
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  portNumberErrors,
  qualifiedNameErrors,
  required,
  tooMany,
} from '@knarr/machinery'
import { requestEnvironment } from '../../../admission/policy/compiled-expression.ts'
import { compileConditions } from '../../../admission/policy/match-conditions.ts'
import { each, invalidFor, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { conditionErrors } from '../policy/compilation-errors.ts'
import { validateRule } from './rule-validation.ts'

const acceptedVersions = ['v1', 'v1beta1']

/** Upstream's `validateWebhook`, for every webhook of a configuration. */
export function validateWebhooks(
  webhooks: readonly (MutatingWebhook | ValidatingWebhook)[] | undefined,
): FieldError[] {
  const names = new Set<string>()
  return each('webhooks', webhooks, (webhook, at) => {
    const errors = validateWebhook(webhook, at)
    if (names.has(webhook.name)) errors.push(duplicate(`${at}.name`, webhook.name))
    names.add(webhook.name)
    return errors
  })
}

function validateWebhook(webhook: MutatingWebhook | ValidatingWebhook, field: string): FieldError[] {
  const timeout = webhook.timeoutSeconds
  const errors = [
    ...validateQualifiedName(webhook.name, `${field}.name`),
    ...each(`${field}.rules`, webhook.rules, validateRule),
    ...optionalOneOf(`${field}.failurePolicy`, webhook.failurePolicy, ['Fail', 'Ignore']),
    ...optionalOneOf(`${field}.matchPolicy`, webhook.matchPolicy, ['Equivalent', 'Exact']),
    ...validateSideEffects(webhook.sideEffects, `${field}.sideEffects`),
    ...validateLabelSelector(`${field}.namespaceSelector`, webhook.namespaceSelector),
    ...validateLabelSelector(`${field}.objectSelector`, webhook.objectSelector),
    ...validateClientConfig(webhook.clientConfig ?? {}, `${field}.clientConfig`),
    ...validateReviewVersions(webhook.admissionReviewVersions ?? [], `${field}.admissionReviewVersions`),
    ...validateMatchConditions(webhook.matchConditions, `${field}.matchConditions`),
    ...conditionErrors(
      `${field}.matchConditions`,
      compileConditions(requestEnvironment, webhook.matchConditions),
    ),
  ]
  if (timeout !== undefined && (timeout < 1 || timeout > 30)) {
    errors.push(
      invalid(`${field}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds'),
    )
  }
  return errors
}

function validateQualifiedName(name: string, field: string): FieldError[] {
  if (!name) return [required(field)]
  const errors = invalidFor(field, name, dns1123SubdomainErrors(name))
  if (errors.length > 0 || name.split('.').length >= 3) return errors
  return [invalid(field, name, 'should be a domain with at least three segments separated by dots')]
}

function validateSideEffects(effects: string | undefined, field: string): FieldError[] {
  const supported = ['None', 'NoneOnDryRun']
  if (effects === undefined) return [required(field, 'must specify one of None, NoneOnDryRun')]
  return supported.includes(effects) ? [] : [notSupported(field, effects, supported)]
}

function validateReviewVersions(versions: readonly string[], field: string): FieldError[] {
  if (versions.length === 0) {
    return [required(field, `must specify one of ${acceptedVersions.join(', ')}`)]
  }
  if (versions.some((version) => acceptedVersions.includes(version))) return []
  return [invalid(field, versions, `must include at least one of ${acceptedVersions.join(', ')}`)]
}

/** A service or a URL: https, without credentials, query or fragment. */
export function validateClientConfig({ url, service }: WebhookClientConfig, field: string): FieldError[] {
  if (Boolean(url) === Boolean(service)) return [required(field, 'exactly one of url or service is required')]
  if (url) return validateUrl(url, `${field}.url`)
  const { name, namespace, path, port } = service ?? { name: '', namespace: '' }
  const at = `${field}.service`
  const errors = [...requiredWith(`${at}.name`, name), ...requiredWith(`${at}.namespace`, namespace)]
  if (port !== undefined && portNumberErrors(port).length > 0) {
    errors.push(invalid(`${at}.port`, port, `port is not valid: ${portNumberErrors(port).join(',')}`))
  }
  if (path && !path.startsWith('/')) errors.push(invalid(`${at}.path`, path, "must start with a '/'"))
  return errors
}

function validateUrl(text: string, field: string): FieldError[] {
  const form = '; desired format: https://host[/path]'
  const url = URL.parse(text)
  if (!url) return [required(field, `url must be a valid URL: ${JSON.stringify(text)}${form}`)]
  const errors: FieldError[] = []
  if (url.protocol !== 'https:') {
    errors.push(invalid(field, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`))
  }
  if (!url.host) errors.push(invalid(field, url.host, `host must be specified${form}`))
  if (url.username) errors.push(invalid(field, url.username, 'user information is not permitted in the URL'))
  if (url.hash) errors.push(invalid(field, url.hash.slice(1), 'fragments are not permitted in the URL'))
  if (url.search)
    errors.push(invalid(field, url.search.slice(1), 'query parameters are not permitted in the URL'))
  return errors
}

const maxConditions = 64

/** Named expressions, each name once. */
export function validateMatchConditions(
  conditions: readonly { name: string; expression: string }[] | undefined,
  field: string,
): FieldError[] {
  const names = new Set<string>()
  const count = conditions?.length ?? 0
  const errors = count > maxConditions ? [tooMany(field, count, maxConditions)] : []
  return [
    ...errors,
    ...each(field, conditions, ({ name, expression }, at) => {
      const problems: FieldError[] = expression?.trim() ? [] : [required(`${at}.expression`)]
      if (!name) problems.push(required(`${at}.name`))
      else problems.push(...invalidFor(`${at}.name`, name, qualifiedNameErrors(name)))
      if (name && names.has(name)) problems.push(duplicate(`${at}.name`, name))
      names.add(name)
      return problems
    }),
  ]
}
