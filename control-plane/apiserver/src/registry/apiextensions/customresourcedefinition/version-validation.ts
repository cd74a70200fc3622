import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresourceScale,
  JSONSchemaProps,
  SelectableField,
} from '@knarr/api/apiextensions/v1'
import { dns1035LabelErrors, duplicate, type FieldError, invalid, required, tooMany } from '@knarr/machinery'
import { each, requiredWith } from '../../meta/field-check.ts'
import { refuseDefaults, validateDefaults } from './default-validation.ts'
import { validateRules } from './rule-validation.ts'
import { validateSchema } from './schema-validation.ts'
import { validateStructuralSchema } from './structural-schema-validation.ts'

/**
 * One of a definition's versions: its schema, columns, fields to select by, and scale. Where fields stay that no schema
 * knows, there need not be one, nor need it be structural.
 */
export function validateVersion(
  version: CustomResourceDefinitionVersion,
  field: string,
  keepsUnknown = false,
): FieldError[] {
  const schema = version.schema?.openAPIV3Schema
  const at = `${field}.schema.openAPIV3Schema`
  const scale = version.subresources?.scale
  return [
    ...requiredWith(`${field}.name`, version.name, dns1035LabelErrors),
    ...validateDeprecation(version, field),
    ...validateSchemaOf(schema, at, keepsUnknown),
    ...each(`${field}.additionalPrinterColumns`, version.additionalPrinterColumns, validateColumn),
    ...validateSelectable(version.selectableFields ?? [], schema, `${field}.selectableFields`),
    ...(scale ? validateScale(scale, `${field}.subresources.scale`) : []),
  ]
}

function validateSchemaOf(
  schema: JSONSchemaProps | undefined,
  field: string,
  keepsUnknown: boolean,
): FieldError[] {
  if (keepsUnknown) return schema ? [...validateSchema(schema, field), ...refuseDefaults(schema, field)] : []
  return schema ? validateWholeSchema(schema, field) : [required(field, 'schemas are required')]
}

/** Rules and defaults are looked at once the schema they belong to is in order. */
function validateWholeSchema(schema: JSONSchemaProps, field: string): FieldError[] {
  const errors = [...validateSchema(schema, field), ...validateStructuralSchema(schema, field)]
  if (errors.length > 0) return errors
  return [...validateRules(schema, field), ...validateDefaults(schema, field)]
}

function validateDeprecation(version: CustomResourceDefinitionVersion, field: string): FieldError[] {
  const { deprecated, deprecationWarning: warning } = version
  const at = `${field}.deprecationWarning`
  if (warning === undefined) return []
  if (!deprecated) return [invalid(at, warning, 'can only be set for deprecated versions')]
  if (warning === '') return [invalid(at, warning, 'must not be empty if specified')]
  return Buffer.byteLength(warning) > 256 ? [invalid(at, warning, 'must be 256 bytes or less')] : []
}

const columnTypes: readonly string[] = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats: readonly string[] = [
  ...['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'],
]

function validateColumn(column: CustomResourceColumnDefinition, field: string): FieldError[] {
  const { name, type, format, jsonPath } = column
  const errors = requiredWith(`${field}.name`, name)
  const mustBe = (allowed: readonly string[]): string => `must be one of ${allowed.join(',')}`
  if (!type) errors.push(required(`${field}.type`, mustBe(columnTypes)))
  else if (!columnTypes.includes(type)) errors.push(invalid(`${field}.type`, type, mustBe(columnTypes)))
  if (format && !columnFormats.includes(format))
    errors.push(invalid(`${field}.format`, format, mustBe(columnFormats)))
  return [...errors, ...validatePath(jsonPath, `${field}.jsonPath`)]
}

const simplePath = /^\.(?:[^.[\]{}'"\s]|\\\.)+(?:\.(?:[^.[\]{}'"\s]|\\\.)+)*$/
const columnPath = /^(?:\.(?:[^.[\]{}'"\s\\]|\\.)+|\[[^\]]*\]|\.\*)+$/

/** A path of columns may have indexes and filters. */
function validatePath(path: string | undefined, field: string): FieldError[] {
  if (!path) return [required(field)]
  return columnPath.test(path) ? [] : [invalid(field, path, 'must be a simple json path starting with .')]
}

function validateScale(scale: CustomResourceSubresourceScale, field: string): FieldError[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const paths = [
    ['specReplicasPath', specReplicasPath, ['.spec']],
    ['statusReplicasPath', statusReplicasPath, ['.status']],
    ['labelSelectorPath', labelSelectorPath, ['.spec', '.status']],
  ] as const
  return paths.flatMap(([key, path, roots]) => {
    const at = `${field}.${key}`
    if (!path) return key === 'labelSelectorPath' ? [] : [required(at)]
    if (!simplePath.test(path)) return [invalid(at, path, 'must be a simple json path starting with .')]
    if (roots.some((root) => path.startsWith(`${root}.`))) return []
    return [invalid(at, path, `should be a json path under ${roots.map((root) => root).join(' or ')}`)]
  })
}

const maxSelectableFields = 8
const selectableTypes: readonly string[] = ['boolean', 'integer', 'string']

function validateSelectable(
  fields: readonly SelectableField[],
  schema: JSONSchemaProps | undefined,
  field: string,
): FieldError[] {
  const errors =
    fields.length > maxSelectableFields ? [tooMany(field, fields.length, maxSelectableFields)] : []
  const paths = fields.map(({ jsonPath }) => jsonPath)
  return [
    ...errors,
    ...each(field, paths, (path, at) => {
      if (!path) return [required(`${at}.jsonPath`)]
      if (paths.indexOf(path) < Number(/\[(\d+)\]$/.exec(at)?.[1])) return [duplicate(`${at}.jsonPath`, path)]
      return validateSelectablePath(path, schema, `${at}.jsonPath`)
    }),
  ]
}

function validateSelectablePath(
  path: string,
  schema: JSONSchemaProps | undefined,
  field: string,
): FieldError[] {
  if (!simplePath.test(path))
    return [invalid(field, path, 'is an invalid path: must be a simple json path starting with .')]
  if (path.startsWith('.metadata.')) return [invalid(field, path, 'must not point to fields in metadata')]
  let found: JSONSchemaProps | undefined = schema
  for (const step of path.slice(1).split('.')) {
    found = found?.properties?.[step]
    if (!found) return [invalid(field, path, `is an invalid path: does not refer to a valid field`)]
  }
  if (found?.type && selectableTypes.includes(found.type)) return []
  const detail =
    'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
  return [invalid(field, path, detail)]
}
