import { type Namespace, namespaces } from '@knarr/api/core/v1'
import { cloneJson, type FieldError, invalid } from '@knarr/machinery'
import { each } from '../../meta/field-check.ts'
import { labelName } from '../../meta/name-validation.ts'
import { validateFinalizerName } from '../../meta/object-meta-validation.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'

const nameLabel = 'kubernetes.io/metadata.name'
const kubernetesFinalizer = 'kubernetes'

export const namespaceStrategy: Strategy<Namespace> = strategyOf<Namespace>({
  resource: namespaces,
  bumpsGeneration: null,
  validateName: labelName,
  defaults: (namespace) => {
    namespace.spec ??= {}
    namespace.status ??= {}
    namespace.status.phase ||= 'Active'
    if (!namespace.metadata.name) return
    namespace.metadata.labels ??= {}
    namespace.metadata.labels[nameLabel] = namespace.metadata.name
  },
  prepareForCreate: (namespace) => {
    const finalizers = namespace.spec.finalizers ?? []
    namespace.status = { phase: 'Active' }
    if (!finalizers.includes(kubernetesFinalizer)) finalizers.push(kubernetesFinalizer)
    namespace.spec.finalizers = finalizers
  },
  prepareForUpdate: (namespace, old) => {
    namespace.spec.finalizers = cloneJson(old.spec.finalizers)
    namespace.metadata.labels ??= {}
    namespace.metadata.labels[nameLabel] = namespace.metadata.name
  },
  validate: ({ spec }) => each('spec.finalizers', spec.finalizers, validateFinalizerName),
  validateStatusUpdate: validateStatus,
  selectableFields: ({ metadata, status }) => ({ 'status.phase': status?.phase ?? '', name: metadata.name }),
  table: tableOf([column('Status', 'The phase of the namespace.'), ageColumn], (namespace, nowMs) => [
    namespace.status?.phase ?? '',
    ageOf(namespace, nowMs),
  ]),
})

/** A namespace that is going is Terminating, and no other is. */
function validateStatus({ metadata, status }: Namespace): FieldError[] {
  const phase = status?.phase ?? ''
  const expected = metadata.deletionTimestamp ? 'Terminating' : 'Active'
  if (phase === expected) return []
  const when = metadata.deletionTimestamp ? 'is not empty' : 'is empty'
  return [invalid('status.Phase', phase, `may only be '${expected}' if \`deletionTimestamp\` ${when}`)]
}

/** The `finalize` subresource takes nothing but the finalizers of the spec. */
export function prepareNamespaceFinalize(namespace: Namespace, old: Namespace): void {
  namespace.status = cloneJson(old.status)
}
