import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { cloneJson, timestamp } from '@knarr/machinery'
import { cleanupFinalizer } from '../../../crd/clean-up-definition.ts'
import { conditionsWith } from '../../../crd/definition-status.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import {
  validateApproval,
  validateDefinition,
  validateDefinitionUpdate,
  validateStored,
} from './customresourcedefinition-validation.ts'

const definition: Strategy<CustomResourceDefinition> = {
  resource: customResourceDefinitions,
  allowUnconditionalUpdate: false,
  takesAnyFinalizer: true,
  defaults: setDefinitionDefaults,
  prepareForCreate: (definition) => {
    definition.status = { acceptedNames: { kind: '', plural: '' } }
    storeVersion(definition)
  },
  prepareForUpdate: (definition, old) => {
    definition.status = cloneJson(old.status ?? {})
    storeVersion(definition)
  },
  validate: (definition) => [...validateDefinition(definition, false), ...validateApproval(definition)],
  validateUpdate: validateDefinitionUpdate,
  validateStatusUpdate: validateStored,
  prepareForDelete: markTerminating,
}

export const customResourceDefinitionStrategy: Strategy<CustomResourceDefinition> =
  strategyOf<CustomResourceDefinition>(definition)

/** Of definitions written in v1beta1, which may leave fields open that no schema knows. */
export const betaDefinitionStrategy: Strategy<CustomResourceDefinition> =
  strategyOf<CustomResourceDefinition>({
    ...definition,
    validate: (each) => [...validateDefinition(each, true), ...validateApproval(each)],
  })

function setDefinitionDefaults({ spec }: CustomResourceDefinition): void {
  if (!spec) return
  spec.names ??= {} as CustomResourceDefinition['spec']['names']
  if (!spec.names.singular) spec.names.singular = spec.names.kind?.toLowerCase()
  if (!spec.names.listKind && spec.names.kind) spec.names.listKind = `${spec.names.kind}List`
  spec.conversion ??= { strategy: 'None' }
  const service = spec.conversion.webhook?.clientConfig?.service
  if (service) service.port ??= 443
}

/** Remembers every version objects were ever kept in. */
function storeVersion(definition: CustomResourceDefinition): void {
  const storage = definition.spec.versions?.find((version) => version.storage)
  if (!storage || !definition.status) return
  const stored = definition.status.storedVersions ?? []
  if (!stored.includes(storage.name)) stored.push(storage.name)
  definition.status.storedVersions = stored
}

/** A definition waits for its objects: upstream holds it by a finalizer from the moment it is to go. */
function markTerminating(definition: CustomResourceDefinition, nowMs: number): void {
  const { metadata, status = {} } = definition
  const finalizers = metadata.finalizers ?? []
  if (!finalizers.includes(cleanupFinalizer)) metadata.finalizers = [...finalizers, cleanupFinalizer]
  const pending = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  }
  const conditions = conditionsWith(status.conditions ?? [], [pending], timestamp(nowMs))
  definition.status = { ...status, conditions }
}
