import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '@knarr/api/apiextensions/v1'
import {
  dns1035LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  required,
} from '@knarr/machinery'
import { validateClientConfig } from '../../admissionregistration/webhook/webhook-validation.ts'
import { each, immutable, invalidFor, oneOf, requiredWith } from '../../meta/field-check.ts'
import { validateStructuralSchema } from './structural-schema-validation.ts'

/** Upstream's `ValidateCustomResourceDefinition`. */
export function validateDefinition({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = []
  if (metadata.name !== `${spec.names?.plural}.${spec.group}`) {
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'))
  }
  return [
    ...errors,
    ...validateGroup(spec.group, 'spec.group'),
    ...oneOf('spec.scope', spec.scope, ['Cluster', 'Namespaced']),
    ...validateVersions(spec, 'spec.versions'),
    ...validateNames(spec.names, 'spec.names'),
    ...validateConversion(spec.conversion, 'spec.conversion'),
    ...(spec.preserveUnknownFields
      ? [
          invalid(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ]
}

/** Group and plural name the objects' place; kind and scope are fixed once objects may exist. */
export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
): FieldError[] {
  const isEstablished = old.status?.conditions?.some(
    ({ type, status }) => type === 'Established' && status === 'True',
  )
  const fixed = isEstablished
    ? [
        ...immutable('spec.scope', definition.spec.scope, old.spec.scope),
        ...immutable('spec.names.kind', definition.spec.names.kind, old.spec.names.kind),
      ]
    : []
  return [
    ...validateDefinition(definition),
    ...immutable('spec.group', definition.spec.group, old.spec.group),
    ...immutable('spec.names.plural', definition.spec.names.plural, old.spec.names.plural),
    ...fixed,
    ...validateStored(definition),
  ]
}

const approvalAnnotation = 'api-approved.kubernetes.io'

/** A new definition in one of Kubernetes' own groups names who approved it. */
export function validateApproval({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group ?? '')) return []
  const value = metadata.annotations?.[approvalAnnotation]
  const field = `metadata.annotations[${approvalAnnotation}]`
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111'
  if (!value) {
    return [required(field, `protected groups must have approval annotation "${approvalAnnotation}", ${see}`)]
  }
  if (value.startsWith('unapproved') || URL.canParse(value)) return []
  const detail = `protected groups must have approval annotation "${approvalAnnotation}" with either a URL or a reason starting with "unapproved", ${see}`
  return [invalid(field, value, detail)]
}

function validateStored({ spec, status }: CustomResourceDefinition): FieldError[] {
  const known = new Set(spec.versions?.map(({ name }) => name))
  return each('status.storedVersions', status?.storedVersions, (version, at) =>
    known.has(version)
      ? []
      : [
          invalid(
            at,
            version,
            'missing from spec.versions; version was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in this version and removes it from status.storedVersions',
          ),
        ],
  )
}

function validateGroup(group: string | undefined, field: string): FieldError[] {
  if (!group) return [required(field)]
  const errors = invalidFor(field, group, dns1123SubdomainErrors(group))
  if (!group.includes('.')) errors.push(invalid(field, group, 'should be a domain with at least one dot'))
  return errors
}

function validateVersions({ versions = [] }: CustomResourceDefinitionSpec, field: string): FieldError[] {
  if (versions.length === 0) return [required(field)]
  const names = versions.map(({ name }) => name)
  const errors = each(field, versions, validateVersion)
  if (new Set(names).size < names.length)
    errors.push(invalid(field, names, 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(invalid(field, versions, 'must have exactly one version marked as storage version'))
  }
  return errors
}

function validateVersion(version: CustomResourceDefinitionVersion, field: string): FieldError[] {
  const schema = version.schema?.openAPIV3Schema
  const at = `${field}.schema.openAPIV3Schema`
  const scale = version.subresources?.scale
  const errors = [
    ...requiredWith(`${field}.name`, version.name, dns1035LabelErrors),
    ...(schema ? validateStructuralSchema(schema, at) : [required(at, 'schemas are required')]),
    ...each(`${field}.additionalPrinterColumns`, version.additionalPrinterColumns, validateColumn),
    ...each(`${field}.selectableFields`, version.selectableFields, ({ jsonPath }, path) =>
      requiredWith(`${path}.jsonPath`, jsonPath),
    ),
  ]
  if (!scale) return errors
  return [...errors, ...validateScale(scale, `${field}.subresources.scale`)]
}

function validateScale(
  scale: NonNullable<NonNullable<CustomResourceDefinitionVersion['subresources']>['scale']>,
  field: string,
): FieldError[] {
  const paths = [
    ['specReplicasPath', scale.specReplicasPath, '.spec.'],
    ['statusReplicasPath', scale.statusReplicasPath, '.status.'],
  ] as const
  return paths.flatMap(([key, path, prefix]) => {
    if (!path) return [required(`${field}.${key}`)]
    if (path.startsWith(prefix)) return []
    return [invalid(`${field}.${key}`, path, `should be a json path under ${prefix.slice(0, -1)}`)]
  })
}

function validateColumn(column: CustomResourceColumnDefinition, field: string): FieldError[] {
  return [
    ...requiredWith(`${field}.name`, column.name),
    ...oneOf(`${field}.type`, column.type, ['boolean', 'date', 'integer', 'number', 'string']),
    ...requiredWith(`${field}.jsonPath`, column.jsonPath),
  ]
}

function validateNames(names: CustomResourceDefinitionSpec['names'], field: string): FieldError[] {
  const kindErrors = (kind: string): string[] =>
    dns1035LabelErrors(kind.toLowerCase()).map(
      (message) => `may have mixed case, but should otherwise match: ${message}`,
    )
  const errors = [
    ...requiredWith(`${field}.plural`, names.plural, dns1035LabelErrors),
    ...requiredWith(`${field}.singular`, names.singular, dns1035LabelErrors),
    ...requiredWith(`${field}.kind`, names.kind, kindErrors),
    ...requiredWith(`${field}.listKind`, names.listKind, kindErrors),
    ...each(`${field}.shortNames`, names.shortNames, (name, at) =>
      invalidFor(at, name, dns1035LabelErrors(name)),
    ),
    ...each(`${field}.categories`, names.categories, (name, at) =>
      invalidFor(at, name, dns1035LabelErrors(name)),
    ),
  ]
  if (names.kind && names.kind === names.listKind) {
    errors.push(invalid(`${field}.listKind`, names.listKind, 'kind and listKind may not be the same'))
  }
  return errors
}

function validateConversion(
  conversion: CustomResourceDefinitionSpec['conversion'],
  field: string,
): FieldError[] {
  if (!conversion) return []
  const errors = oneOf(`${field}.strategy`, conversion.strategy, ['None', 'Webhook'])
  if (conversion.strategy !== 'Webhook') return errors
  const client = conversion.webhook?.clientConfig
  if (!client)
    return [...errors, required(`${field}.webhookClientConfig`, 'required when strategy is set to Webhook')]
  return [...errors, ...validateClientConfig(client, `${field}.webhookClientConfig`)]
}
