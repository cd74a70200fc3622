import type { ApiResource, ApiSubresource } from '@knarr/api'
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { deepEqual, type KubeObject, StatusError } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { Strategy } from '../registry/strategy.ts'
import { strategyOf } from '../registry/strategy-of.ts'
import { type CustomKind, customKindOf } from './custom-kind.ts'
import { customScale } from './custom-scale.ts'
import { customTable } from './printer-columns.ts'
import { selectedFields } from './selectable-fields.ts'
import { fillDefaults, pruneResource } from './structural-schema.ts'
import { customValidator } from './validation/custom-validator.ts'

type WithStatus = KubeObject & { status?: unknown }

/** What the server answers for a definition: one resource for each version that can be served. */
export function customResources(definition: CustomResourceDefinition): ServedResource[] {
  const { versions, conversion } = definition.spec
  const stored = versions.find(({ storage }) => storage)?.name ?? ''
  const canConvert = conversion?.strategy !== 'Webhook'
  return versions
    .filter((version) => version.served && (canConvert || version.storage))
    .map((version) => customResource(definition, version, stored))
}

function customResource(
  { spec, status, metadata }: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  storageVersion: string,
): ServedResource {
  const { group, scope } = spec
  const names = status?.acceptedNames ?? spec.names
  const { plural, kind } = names
  const identity = { group, plural, kind, namespaced: scope === 'Namespaced' }
  const storage = { ...identity, version: storageVersion }
  const api: ApiResource = {
    ...identity,
    version: version.name,
    singular: names.singular ?? kind.toLowerCase(),
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources: subresourcesOf(version, { group, kind }),
    storageGroup: group,
    storageVersion,
    storagePrefix: `${group}/${plural}`,
  }
  const served = new Map(api.subresources.map((each) => [each.name, each]))
  const isLeaving = metadata.deletionTimestamp !== undefined
  const custom = customKindOf({
    revision: metadata.resourceVersion ?? '',
    listKind: names.listKind ?? `${kind}List`,
    apiVersion: `${group}/${version.name}`,
    schema: schemaOf(version),
    storedSchema: schemaOf(spec.versions.find(({ storage }) => storage) ?? version),
  })
  return {
    api,
    storage,
    strategy: customStrategy({ resource: storage, version, custom, isLeaving }),
    subresources: served,
    custom,
  }
}

function subresourcesOf(
  { name, subresources }: CustomResourceDefinitionVersion,
  { group, kind }: { group: string; kind: string },
): ApiSubresource[] {
  const verbs = ['get', 'patch', 'update']
  const status = { name: 'status', kind, group, version: name, verbs }
  const scale = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs }
  return [...(subresources?.status ? [status] : []), ...(subresources?.scale ? [scale] : [])]
}

const schemaOf = ({ schema }: CustomResourceDefinitionVersion): JsonSchema =>
  (schema?.openAPIV3Schema ?? {}) as JsonSchema

interface StrategyOptions {
  readonly resource: ServedResource['storage']
  readonly version: CustomResourceDefinitionVersion
  readonly custom: CustomKind
  readonly isLeaving: boolean
}

function customStrategy({ resource, version, custom, isLeaving }: StrategyOptions): Strategy {
  const schema = schemaOf(version)
  const hasStatus = version.subresources?.status !== undefined
  const scale = version.subresources?.scale
  const check = customValidator(schema, scale)
  return strategyOf<WithStatus>({
    resource,
    defaults: (object) => {
      pruneResource(schema, object)
      fillDefaults(schema, object)
    },
    prepareForCreate: (object) => {
      if (isLeaving) throw noMoreCreated(resource)
      if (hasStatus) delete object.status
    },
    validate: (object) => check(object),
    validateUpdate: check,
    validateStatusUpdate: check,
    takesAnyFinalizer: true,
    allowUnconditionalUpdate: false,
    returnsDeletedObject: false,
    bumpsGeneration: (object, old) => !deepEqual(content(object, hasStatus), content(old, hasStatus)),
    table: customTable(version) as never,
    selectableFields: (object) => selectedFields(version, custom.toServed(object)),
    ...(scale ? { scale: customScale(scale) } : {}),
  }) as Strategy
}

/** What of an object counts for its generation. */
function content({ metadata: _, status, ...rest }: WithStatus, hasStatus: boolean): object {
  return hasStatus ? rest : { ...rest, status }
}

/** Nothing is created of what is about to go. */
function noMoreCreated({ group, plural }: ServedResource['storage']): StatusError {
  const message = 'create not allowed while custom resource definition is terminating'
  return new StatusError({ reason: 'MethodNotAllowed', code: 405, message, details: { group, kind: plural } })
}
