import type { ApiResource, ApiSubresource } from '@knarr/api'
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@knarr/api/apiextensions/v1'
import { cloneJson, deepEqual, type KubeObject, StatusError } from '@knarr/machinery'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import type { ConversionMetrics } from '../metrics/conversion-metrics.ts'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { Strategy } from '../registry/strategy.ts'
import { strategyOf } from '../registry/strategy-of.ts'
import { ruleConverter } from './conversion/rule-converter.ts'
import { webhookConverter } from './conversion/webhook-converter.ts'
import { type CustomKind, type CustomKindOptions, customKindOf } from './custom-kind.ts'
import { customScale } from './custom-scale.ts'
import { customTable } from './printer-columns.ts'
import { selectedFields } from './selectable-fields.ts'
import { fillDefaults, pruneResource } from './structural-schema.ts'
import { customValidator } from './validation/custom-validator.ts'

type WithStatus = KubeObject & { status?: unknown }

/** What a conversion webhook is called with, and watched by. */
export interface ConversionContext {
  readonly admission: AdmissionContext
  readonly metrics: ConversionMetrics
}

/**
 * What the server answers for a definition: one resource for each version that is served. `retired` aborts when the definition says something else.
 */
export function customResources(
  definition: CustomResourceDefinition,
  { admission, metrics }: ConversionContext,
  retired: AbortSignal,
): ServedResource[] {
  const webhook = webhookConverter(definition.spec, admission)
  const converter = webhook ? metrics.measured(webhook, definition.metadata.name) : ruleConverter(definition)
  return definition.spec.versions
    .filter(({ served }) => served)
    .map((version) => customResource(definition, version, { converter, retired }))
}

/** The objects of a definition as they are kept, which may be a version that is not served. */
export function keptResource(definition: CustomResourceDefinition): ServedResource | undefined {
  const stored = definition.spec.versions.find(({ storage }) => storage)
  const retired = new AbortController().signal
  return stored && customResource(definition, stored, { converter: undefined, retired })
}

function customResource(
  { spec, status, metadata }: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  { converter, retired }: Pick<CustomKindOptions, 'converter' | 'retired'>,
): ServedResource {
  const { group, scope, versions } = spec
  const names = status?.acceptedNames ?? spec.names
  const { plural, kind } = names
  const storageVersion = versions.find(({ storage }) => storage)?.name ?? version.name
  const identity = { group, plural, kind, namespaced: scope === 'Namespaced' }
  // Where they are converted, objects are what the request says until they are kept.
  const storage = { ...identity, version: converter ? version.name : storageVersion }
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
  const keepsUnknown = spec.preserveUnknownFields === true
  const custom = customKindOf({
    revision: metadata.resourceVersion ?? '',
    listKind: names.listKind ?? `${kind}List`,
    apiVersion: `${group}/${version.name}`,
    storedVersion: `${group}/${storageVersion}`,
    schemas: new Map(versions.map((each) => [`${group}/${each.name}`, schemaOf(each)])),
    deprecation: deprecationOf(version, `${group}/${version.name} ${kind}`),
    ...{ converter, retired, keepsUnknown },
  })
  const strategy = customStrategy({ resource: storage, version, custom, isLeaving, keepsUnknown })
  return { api, storage, strategy, subresources: served, custom }
}

function deprecationOf(
  { deprecated, deprecationWarning }: CustomResourceDefinitionVersion,
  what: string,
): string | undefined {
  return deprecated ? (deprecationWarning ?? `${what} is deprecated`) : undefined
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

/** A version's schema, which OpenAPI clients read the selectable fields from as well. */
function schemaOf({ schema, selectableFields }: CustomResourceDefinitionVersion): JsonSchema {
  const own = (schema?.openAPIV3Schema ?? {}) as JsonSchema
  if (!selectableFields?.length) return own
  const fields = selectableFields.map(({ jsonPath }) => ({ fieldPath: jsonPath.replace(/^\./, '') }))
  return { ...own, 'x-kubernetes-selectable-fields': fields }
}

interface StrategyOptions {
  readonly resource: ServedResource['storage']
  readonly version: CustomResourceDefinitionVersion
  readonly custom: CustomKind
  readonly isLeaving: boolean
  readonly keepsUnknown: boolean
}

function customStrategy({ resource, version, custom, isLeaving, keepsUnknown }: StrategyOptions): Strategy {
  const { schema } = custom
  const hasStatus = version.subresources?.status !== undefined
  const scale = version.subresources?.scale
  const check = customValidator(schema, scale)
  return strategyOf<WithStatus>({
    resource,
    defaults: (object) => {
      if (!keepsUnknown) pruneResource(schema, object)
      fillDefaults(schema, object)
    },
    prepareForCreate: (object) => {
      if (isLeaving) throw noMoreCreated(resource)
      if (hasStatus) delete object.status
    },
    prepareForStatusUpdate: keepMetadata,
    validate: (object) => check(object),
    validateUpdate: check,
    validateStatusUpdate: check,
    takesAnyFinalizer: true,
    allowUnconditionalUpdate: false,
    returnsDeletedObject: false,
    bumpsGeneration: (object, old) => !deepEqual(content(object, hasStatus), content(old, hasStatus)),
    table: customTable(version) as never,
    selectableFields: (object) => selectedFields(version, custom.shown(object)),
    ...(scale ? { scale: customScale(scale) } : {}),
  }) as Strategy
}

/** A status is all that is written through its own endpoint: of metadata only says who did. */
function keepMetadata(object: KubeObject, old: KubeObject): void {
  const { managedFields } = object.metadata
  object.metadata = { ...cloneJson(old.metadata), ...(managedFields ? { managedFields } : {}) }
  if (!managedFields) delete object.metadata.managedFields
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
