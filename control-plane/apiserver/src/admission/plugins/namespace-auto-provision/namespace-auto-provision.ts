import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { createIfMissing } from '@knarr/client'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { refusal } from '../../refusal.ts'
import { isInNamespace } from '../in-namespace.ts'

/** Creates the namespace something is created in, where it is missing. */
export function namespaceAutoProvision({ loopbackClient }: PluginParts): AdmissionPlugin {
  return {
    name: 'NamespaceAutoProvision',

    handles: (attributes) =>
      attributes.operation === 'CREATE' && !attributes.isDryRun && isInNamespace(attributes),

    async admit(attributes, context) {
      const { namespace: name } = attributes
      if (await context.find<Namespace>(namespaces, { namespace: '', name })) return
      try {
        await createIfMissing(loopbackClient(), namespaces, { metadata: { name }, spec: {} })
      } catch (error) {
        throw refusal(attributes, error instanceof Error ? error.message : String(error))
      }
    },
  }
}
