import { type ResourceQuota, resourceQuotas } from '@knarr/api/core/v1'
import { cloneJson, keyOf } from '@knarr/machinery'
import { RevisionConflict } from '@knarr/storage'
import { objectKey } from '../../../registry/object-keys.ts'
import type { Registry } from '../../../registry/registry.ts'

/**
 * Writes the usage `judge` makes of a quota, as it is when it is written: whoever else charged it meanwhile is
 * taken into account. A quota that is gone is charged nothing.
 */
export async function chargeQuota(
  registry: Registry,
  quota: ResourceQuota,
  judge: (current: ResourceQuota) => Record<string, string>,
): Promise<void> {
  const key = objectKey(resourceQuotas, keyOf(quota))
  for (;;) {
    const current = await registry.findObject<ResourceQuota>(resourceQuotas, keyOf(quota))
    if (!current) return
    const charged = cloneJson(current)
    charged.status = { ...charged.status, used: judge(current) }
    const expected = Number(current.metadata.resourceVersion)
    try {
      await registry.put(key, charged, { expected, writer: 'resourcequota-admission' })
      return
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
    }
  }
}
