import type { AdmissionPlugin } from '../admission-plugin.ts'
import type { PluginParts } from '../plugin-parts.ts'
import { mutatingWebhooks } from '../webhook/mutating-webhooks.ts'
import { validatingWebhooks } from '../webhook/validating-webhooks.ts'
import { limitRanger } from './limit-ranger/limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle/namespace-lifecycle.ts'
import { resourceQuota } from './resource-quota/resource-quota.ts'
import { serviceAccount } from './service-account/service-account.ts'

/** Every admission plugin, in the order a write meets them: upstream's. */
export function newPlugins(parts: PluginParts): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    limitRanger(parts),
    serviceAccount,
    mutatingWebhooks(parts),
    validatingWebhooks(parts),
    resourceQuota(parts),
  ]
}

/** Plugins that only run where they are asked for. */
export const offByDefault: ReadonlySet<string> = new Set()
