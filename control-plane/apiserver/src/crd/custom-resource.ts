import type { ApiResource, ApiSubresource } from '@knarr/api'
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { deepEqual, type KubeObject } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { Strategy } from '../registry/strategy.ts'
import { strategyOf } from '../registry/strategy-of.ts'
import { customKindOf } from './custom-kind.ts'
import { customTable } from './printer-columns.ts'
import { fillDefaults, pruneResource } from './structural-schema.ts'
import { validateValue } from './validation/validate-value.ts'

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
  { spec }: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  storageVersion: string,
): ServedResource {
  const { group, names, scope } = spec
  const { plural, kind } = names
  const identity = { group, plural, kind, namespaced: scope === 'Namespaced' }
  const storage = { ...identity, version: storageVersion }
  const subresources: ApiSubresource[] = version.subresources?.status
    ? [{ name: 'status', kind, group, version: version.name, verbs: ['get', 'patch', 'update'] }]
    : []
  const api: ApiResource = {
    ...identity,
    version: version.name,
    singular: names.singular ?? kind.toLowerCase(),
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources,
    storageGroup: group,
    storageVersion,
    storagePrefix: `${group}/${plural}`,
  }
  const served = new Map(subresources.map((each) => [each.name, each]))
  const custom = customKindOf((version.schema?.openAPIV3Schema ?? {}) as JsonSchema)
  return { api, storage, strategy: customStrategy(storage, version), subresources: served, custom }
}

function customStrategy(
  resource: ServedResource['storage'],
  version: CustomResourceDefinitionVersion,
): Strategy {
  const schema = (version.schema?.openAPIV3Schema ?? {}) as JsonSchema
  const hasStatus = version.subresources?.status !== undefined
  const check = (object: KubeObject) => validateValue(schema, object, '')
  return strategyOf<WithStatus>({
    resource,
    defaults: (object) => {
      pruneResource(schema, object)
      fillDefaults(schema, object)
    },
    prepareForCreate: (object) => {
      if (hasStatus) delete object.status
    },
    validate: check,
    validateUpdate: check,
    validateStatusUpdate: check,
    takesAnyFinalizer: true,
    allowUnconditionalUpdate: false,
    returnsDeletedObject: false,
    bumpsGeneration: (object, old) => !deepEqual(content(object, hasStatus), content(old, hasStatus)),
    table: customTable(version) as never,
  }) as Strategy
}

/** What of an object counts for its generation. */
function content({ metadata: _, status, ...rest }: WithStatus, hasStatus: boolean): object {
  return hasStatus ? rest : { ...rest, status }
}
