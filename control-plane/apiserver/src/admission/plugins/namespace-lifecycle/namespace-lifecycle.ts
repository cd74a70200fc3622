import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { notFound, StatusError } from '@knarr/machinery'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from '../../admission-plugin.ts'
import { refusal } from '../../refusal.ts'

/** Namespaces the cluster cannot be without. */
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

/** Nothing new in namespaces that do not exist or are going away, and some namespaces never go. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',

  handles: ({ operation, namespace, resource }) =>
    isNamespace(resource) ? operation === 'DELETE' : operation === 'CREATE' && namespace !== '',

  async admit(attributes, context) {
    if (isNamespace(attributes.resource)) refuseImmortal(attributes)
    else await requireLiveNamespace(attributes, context)
  },
}

function isNamespace({ group, plural }: { group: string; plural: string }): boolean {
  return group === '' && plural === 'namespaces'
}

function refuseImmortal(attributes: AdmissionAttributes): void {
  if (immortal.has(attributes.name)) throw refusal(attributes, 'this namespace may not be deleted')
}

async function requireLiveNamespace(
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<void> {
  const { namespace } = attributes
  const found = await context.find<Namespace>(namespaces, { namespace: '', name: namespace })
  if (!found) throw notFound(namespaces, namespace)
  if (found.status?.phase !== 'Terminating' && !found.metadata.deletionTimestamp) return
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  const { status } = refusal(attributes, why)
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  throw new StatusError({ ...status, details: { ...status.details, causes: [cause] } })
}
