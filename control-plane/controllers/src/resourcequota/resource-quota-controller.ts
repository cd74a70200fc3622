import { type Amounts, amountsOf, type QuotaEvaluator } from '@knarr/api'
import { namespaces, type ResourceQuota, resourceQuotas } from '@knarr/api/core/v1'
import type { Controller, ReconcileContext } from '@knarr/controller'
import { deepEqual, hasReason, type KubeObject, type Quantity } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { type Counted, CountedResources } from './counted-resources.ts'
import { recountQuota } from './recount-quota.ts'

/** How often everything is counted anew though nobody asked for it. */
const resyncMs = 5 * 60_000
/** After use went down: what was being created meanwhile may have been missed. */
const secondLookMs = 1000

/**
 * Counts what a namespace holds into the status of its quotas: when a quota is new or other, and when something
 * gives back what it took. What is created is charged by admission, which this must not undo: hence the key is
 * the namespace, and a change of a quota's status alone wakes nobody.
 */
export function resourceQuotaController(): Controller {
  let resources: CountedResources | undefined
  return {
    name: controllerNames.resourceQuota,
    watches: namespaces,

    setup(context) {
      const { informer, lister, enqueue, clock } = context
      const wake = ({ metadata }: KubeObject): void =>
        enqueue({ namespace: '', name: metadata.namespace ?? '' })
      const known = new CountedResources(context, {
        onFollow: ({ evaluator, informer: followed }) =>
          followed.addHandler({
            onUpdate(object, old) {
              if (hasQuotas(context, object) && takesOther(evaluator, object, old, clock.now())) wake(object)
            },
            onDelete: wake,
          }),
        onDefine: () => lister.list(resourceQuotas).forEach(wake),
      })
      resources = known
      const follow = (quota: ResourceQuota): void => {
        known.of(quota)
        wake(quota)
      }
      informer(resourceQuotas).addHandler({
        onAdd: follow,
        onUpdate(quota, old) {
          if (!deepEqual(quota.spec, old.spec) || !isCounted(quota)) follow(quota)
        },
      })
    },

    async reconcile({ name }, context) {
      const quotas = context.lister.list(resourceQuotas, name)
      let hasLess = false
      for (const quota of quotas) hasLess = (await recount(quota, resources, context)) || hasLess
      return quotas.length > 0 ? { requeueAfterMs: hasLess ? secondLookMs : resyncMs } : undefined
    },
  }
}

function hasQuotas({ lister }: ReconcileContext, { metadata }: KubeObject): boolean {
  return lister.list(resourceQuotas, metadata.namespace).length > 0
}

function isCounted({ spec, status }: ResourceQuota): boolean {
  return status?.used !== undefined && deepEqual(spec.hard ?? {}, status.hard ?? {})
}

/** Whether an update changed what an object takes. */
function takesOther(evaluator: QuotaEvaluator, object: KubeObject, old: KubeObject, nowMs: number): boolean {
  const [now, before] = [evaluator.usage(object, nowMs), evaluator.usage(old, nowMs)]
  return now.size !== before.size || [...now].some(([name, amount]) => !isAmount(before, name, amount))
}

function isAmount(amounts: Amounts, name: string, amount: Quantity): boolean {
  const other = amounts.get(name)
  return other !== undefined && amount.compare(other) === 0
}

/** Writes a quota's status where it is not true any more; whether it has less in use than before. */
async function recount(
  quota: ResourceQuota,
  resources: CountedResources | undefined,
  { client, clock, signal }: ReconcileContext,
): Promise<boolean> {
  const counted: readonly Counted[] = resources?.of(quota) ?? []
  await Promise.all(counted.map(({ informer }) => informer.synced(signal)))
  const status = recountQuota(quota, counted, clock.now())
  if (isCounted(quota) && isSame(status.used, quota.status?.used)) return false
  try {
    await client.updateStatus(resourceQuotas, { ...quota, status })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
  return hasLess(status.used, quota.status?.used)
}

type ResourceList = Readonly<Record<string, string>> | undefined

function isSame(one: ResourceList, other: ResourceList): boolean {
  const [left, right] = [amountsOf(one), amountsOf(other)]
  return left.size === right.size && [...left].every(([name, amount]) => isAmount(right, name, amount))
}

function hasLess(now: ResourceList, before: ResourceList): boolean {
  const amounts = amountsOf(now)
  return [...amountsOf(before)].some(([name, amount]) => {
    const left = amounts.get(name)
    return left !== undefined && left.compare(amount) < 0
  })
}
