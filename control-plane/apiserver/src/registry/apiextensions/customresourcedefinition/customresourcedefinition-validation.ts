import type { CustomResourceDefinition, CustomResourceDefinitionSpec } from '@knarr/api/apiextensions/v1'
import {
  dns1035LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  required,
} from '@knarr/machinery'
import { approvalAnnotation, approvalState, isProtectedGroup } from '../../../crd/api-approval.ts'
import { validateConversionRules } from '../../../crd/conversion/validate-conversion-rules.ts'
import { each, immutable, invalidFor, oneOf, requiredWith } from '../../meta/field-check.ts'
import { validateConversion } from './conversion-validation.ts'
import { validateVersion } from './version-validation.ts'

/** Upstream's `ValidateCustomResourceDefinition`; `mayKeepUnknown`: fields may stay that no schema knows. */
export function validateDefinition(
  definition: CustomResourceDefinition,
  mayKeepUnknown: boolean,
): FieldError[] {
  const errors = validateParts(definition, mayKeepUnknown)
  return errors.length > 0 ? errors : validateConversionRules(definition)
}

function validateParts({ metadata, spec }: CustomResourceDefinition, mayKeepUnknown: boolean): FieldError[] {
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
    ...(spec.preserveUnknownFields && !mayKeepUnknown
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
    ...validateDefinition(definition, old.spec.preserveUnknownFields === true),
    ...immutable('spec.group', definition.spec.group, old.spec.group),
    ...immutable('spec.names.plural', definition.spec.names.plural, old.spec.names.plural),
    ...fixed,
    ...validateStored(definition),
  ]
}

/** A new definition in one of Kubernetes' own groups names who approved it. */
export function validateApproval({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  if (!isProtectedGroup(spec.group ?? '')) return []
  const annotation = metadata.annotations?.[approvalAnnotation]
  const field = `metadata.annotations[${approvalAnnotation}]`
  const { state, message } = approvalState(annotation)
  if (state === 'missing') return [required(field, message)]
  return state === 'invalid' ? [invalid(field, annotation, message)] : []
}

/** Versions that objects may be kept in stay until they were migrated. */
export function validateStored({ spec, status }: CustomResourceDefinition): FieldError[] {
  const field = 'status.storedVersions'
  const stored = status?.storedVersions ?? []
  const known = new Set(spec.versions?.map(({ name }) => name))
  if (stored.length === 0) return [invalid(field, stored, 'must have at least one stored version')]
  const storage = spec.versions?.find((version) => version.storage)?.name
  const errors =
    storage && !stored.includes(storage)
      ? [invalid(field, stored, `must have the storage version ${storage}`)]
      : []
  return [
    ...errors,
    ...each(field, stored, (version, at) =>
      known.has(version)
        ? []
        : [
            invalid(
              at,
              version,
              `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
            ),
          ],
    ),
  ]
}

function validateGroup(group: string | undefined, field: string): FieldError[] {
  if (!group) return [required(field)]
  const errors = invalidFor(field, group, dns1123SubdomainErrors(group))
  if (!group.includes('.')) errors.push(invalid(field, group, 'should be a domain with at least one dot'))
  return errors
}

function validateVersions(
  { versions = [], preserveUnknownFields }: CustomResourceDefinitionSpec,
  field: string,
): FieldError[] {
  if (versions.length === 0) return [required(field)]
  const names = versions.map(({ name }) => name)
  const errors = each(field, versions, (version, at) =>
    validateVersion(version, at, preserveUnknownFields === true),
  )
  if (new Set(names).size < names.length)
    errors.push(invalid(field, names, 'must contain unique version names'))
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(invalid(field, versions, 'must have exactly one version marked as storage version'))
  }
  return errors
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
