import { type Amounts, isUnderQuota, type QuotaEvaluator, quotaEvaluator } from '@knarr/api'
import { type ResourceQuota, resourceQuotas } from '@knarr/api/core/v1'
import { forbidden, type KubeObject } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { chargeQuota } from './charge-quota.ts'
import { additionalUsage, usageWith } from './quota-usage.ts'

/** Charges what is created to the quotas of its namespace, and refuses what would exceed one. */
export function resourceQuota({ caches, registry }: PluginParts): AdmissionPlugin {
  const quotas = new ConfigurationIndex<ResourceQuota, number>(caches, resourceQuotas, ({ length }) => length)
  return {
    name: 'ResourceQuota',

    handles: (attributes) => !quotas.isEmpty && isCharged(attributes),

    async validate(attributes, context) {
      if ((await quotas.current()) === 0) return
      const charge = await chargeOf(attributes, context)
      if (!charge) return
      for (const quota of charge.quotas) checked(quota, charge, attributes)
      if (attributes.isDryRun) return
      for (const quota of charge.quotas) {
        await chargeQuota(registry, quota, (current) => checked(current, charge, attributes))
      }
    },
  }
}

interface Charge {
  readonly quotas: readonly ResourceQuota[]
  readonly usage: Amounts
}

/** Quotas count objects in namespaces, but no events. */
function isCharged({ operation, namespace, resource, subresource }: AdmissionAttributes): boolean {
  if (namespace === '' || resource.plural === 'events' || operation === 'DELETE') return false
  if (operation === 'CREATE') return subresource === ''
  if (resource.group === '' && resource.plural === 'pods') return subresource === 'resize'
  return subresource === '' && quotaEvaluator(resource).countsUpdates
}

/** What the write adds, and to which quotas; undefined where that is nothing. */
async function chargeOf(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<Charge | undefined> {
  const evaluator = quotaEvaluator(storedResource(attributes))
  const object = attributes.object as KubeObject
  const all = await context.list<ResourceQuota>(resourceQuotas, attributes.namespace)
  const quotas = all.filter((quota) => isUnderQuota(evaluator, quota, object))
  if (quotas.length === 0) return undefined
  for (const quota of quotas) requireExplicit(attributes, evaluator, quota)
  const usage = additionalUsage(evaluator, { object, old: attributes.old }, context.clock.now())
  return usage.size > 0 ? { quotas, usage } : undefined
}

function storedResource({ resource }: AdmissionAttributes): { group: string; plural: string } {
  return { group: resource.storageGroup, plural: resource.plural }
}

function requireExplicit(
  { resource, name, object }: AdmissionAttributes,
  evaluator: QuotaEvaluator,
  { metadata, status }: ResourceQuota,
): void {
  const required = Object.keys(status?.hard ?? {}).filter((each) => evaluator.evaluates(each))
  const missing = evaluator.unspecified(object as KubeObject, required)
  if (missing.length > 0) {
    throw forbidden(resource, name, `failed quota: ${metadata.name}: must specify ${missing.join('; ')}`)
  }
  const unknown = required.filter((each) => status?.used?.[each] === undefined).sort()
  if (unknown.length > 0) {
    const why = `status unknown for quota: ${metadata.name}, resources: ${required.sort().join(',')}`
    throw forbidden(resource, name, why)
  }
}

/** The quota's new usage. @throws StatusError Forbidden where that is too much */
function checked(
  quota: ResourceQuota,
  { usage }: Charge,
  { resource, name }: AdmissionAttributes,
): Record<string, string> {
  const outcome = usageWith(quota, usage)
  if (outcome.exceeded !== undefined) throw forbidden(resource, name, outcome.exceeded)
  return outcome.used
}
