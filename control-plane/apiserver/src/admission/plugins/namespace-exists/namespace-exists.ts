import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { notFound } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { isInNamespace } from '../in-namespace.ts'

/** Nothing is written, changed or deleted in a namespace that does not exist. */
export const namespaceExists: AdmissionPlugin = {
  name: 'NamespaceExists',

  handles: (attributes) => attributes.operation !== 'CONNECT' && isInNamespace(attributes),

  async validate({ namespace }, context) {
    const found = await context.find<Namespace>(namespaces, { namespace: '', name: namespace })
    if (!found) throw notFound(namespaces, namespace)
  },
}
