import type { CustomResourceDefinitionSpec } from '@knarr/api/apiextensions/v1'
import { dns1035LabelErrors, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { validateClientConfig } from '../../admissionregistration/webhook/webhook-validation.ts'
import { each, invalidFor, oneOf } from '../../meta/field-check.ts'

const reviewVersions: readonly string[] = ['v1', 'v1beta1']

/** Errors name fields as upstream's internal version has them. */
export function validateConversion(
  conversion: CustomResourceDefinitionSpec['conversion'],
  field: string,
): FieldError[] {
  if (!conversion) return []
  const { strategy, webhook } = conversion
  const client = webhook?.clientConfig
  const at = `${field}.webhookClientConfig`
  const errors = oneOf(`${field}.strategy`, strategy, ['None', 'Webhook'])
  if (strategy !== 'Webhook') {
    const only = 'should not be set when strategy is not set to Webhook'
    if (client) errors.push(forbiddenField(at, only))
    if (webhook?.conversionReviewVersions?.length)
      errors.push(forbiddenField(`${field}.conversionReviewVersions`, only))
    return errors
  }
  errors.push(
    ...(client
      ? validateClientConfig(client, at)
      : [required(at, 'required when strategy is set to Webhook')]),
  )
  return [
    ...errors,
    ...validateVersions(webhook?.conversionReviewVersions ?? [], `${field}.conversionReviewVersions`),
  ]
}

function validateVersions(versions: readonly string[], field: string): FieldError[] {
  if (versions.length === 0) return [required(field)]
  const errors = each(field, versions, (version, at) => invalidFor(at, version, dns1035LabelErrors(version)))
  if (new Set(versions).size < versions.length)
    errors.push(invalid(field, versions, 'must not contain duplicate entries'))
  if (versions.some((version) => reviewVersions.includes(version))) return errors
  return [...errors, invalid(field, versions, `must include at least one of ${reviewVersions.join(', ')}`)]
}
