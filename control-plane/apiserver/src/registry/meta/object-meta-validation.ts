import {
  type FieldError,
  forbiddenField,
  invalid,
  type ObjectMeta,
  type OwnerReference,
  qualifiedNameErrors,
  required,
} from '@knarr/machinery'
import { each, immutable, invalidFor, nonNegative } from './field-check.ts'
import { validateAnnotations, validateLabels } from './label-validation.ts'
import { labelName, type NameValidator, subdomainName } from './name-validation.ts'

export interface ObjectMetaRules {
  readonly namespaced: boolean
  readonly validateName?: NameValidator
  /** Whether a finalizer needs no domain, as those of custom resources. */
  readonly takesAnyFinalizer?: boolean | undefined
  /** Where the metadata stands; `metadata` unless given. */
  readonly field?: string
}

/** Upstream's `ValidateObjectMeta`: for a new object, after names were generated. */
export function validateObjectMeta(meta: Partial<ObjectMeta>, rules: ObjectMetaRules): FieldError[] {
  const field = rules.field ?? 'metadata'
  return [
    ...validateNames(meta, field, rules.validateName ?? subdomainName),
    ...validateNamespace(meta.namespace ?? '', `${field}.namespace`, rules.namespaced),
    ...nonNegative(`${field}.generation`, meta.generation),
    ...validateMutableMeta(meta, field),
    ...validateFinalizers(meta.finalizers ?? [], `${field}.finalizers`, rules.takesAnyFinalizer),
  ]
}

/**
 * Upstream's `ValidateObjectMetaUpdate`. What a client may leave out (uid, timestamps) counts as kept;
 * the resource version is the framework's business.
 */
export function validateObjectMetaUpdate(
  meta: Partial<ObjectMeta>,
  old: Partial<ObjectMeta>,
  { field = 'metadata', takesAnyFinalizer = false }: Partial<ObjectMetaRules> = {},
): FieldError[] {
  const kept = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const
  const errors = old.deletionTimestamp ? validateNoNewFinalizers(meta, old, `${field}.finalizers`) : []
  if ((meta.generation ?? 0) < (old.generation ?? 0) && meta.generation !== undefined) {
    errors.push(invalid(`${field}.generation`, meta.generation, 'must not be decremented'))
  }
  return [
    ...errors,
    ...immutable(`${field}.name`, meta.name ?? '', old.name ?? ''),
    ...immutable(`${field}.namespace`, meta.namespace ?? '', old.namespace ?? ''),
    ...kept.flatMap((key) =>
      meta[key] === undefined ? [] : immutable(`${field}.${key}`, meta[key], old[key]),
    ),
    ...validateMutableMeta(meta, field),
    ...validateFinalizers(meta.finalizers ?? [], `${field}.finalizers`, takesAnyFinalizer),
  ]
}

function validateNames(meta: Partial<ObjectMeta>, field: string, validateName: NameValidator): FieldError[] {
  const errors = meta.generateName
    ? invalidFor(`${field}.generateName`, meta.generateName, validateName(meta.generateName, true))
    : []
  if (!meta.name) return [...errors, required(`${field}.name`, 'name or generateName is required')]
  return [...errors, ...invalidFor(`${field}.name`, meta.name, validateName(meta.name, false))]
}

function validateNamespace(namespace: string, field: string, namespaced: boolean): FieldError[] {
  if (!namespaced) return namespace ? [forbiddenField(field, 'not allowed on this type')] : []
  return namespace ? invalidFor(field, namespace, labelName(namespace, false)) : [required(field)]
}

function validateMutableMeta(meta: Partial<ObjectMeta>, field: string): FieldError[] {
  return [
    ...validateLabels(`${field}.labels`, meta.labels),
    ...validateAnnotations(`${field}.annotations`, meta.annotations),
    ...validateOwnerReferences(meta.ownerReferences ?? [], `${field}.ownerReferences`),
  ]
}

function validateOwnerReferences(references: readonly OwnerReference[], field: string): FieldError[] {
  const errors = references.flatMap((reference, index) =>
    validateOwnerReference(reference, `${field}[${index}]`),
  )
  const controllers = references
    .filter((reference) => reference.controller)
    .map(({ kind, name }) => `${kind}/${name}`)
  const [first] = controllers
  for (const other of controllers.slice(1)) {
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${other}`
    errors.push(invalid(field, references, detail))
  }
  return errors
}

function validateOwnerReference(reference: OwnerReference, field: string): FieldError[] {
  const errors: FieldError[] = []
  const apiVersion = reference.apiVersion ?? ''
  if (!apiVersion.split('/').at(-1)) {
    errors.push(invalid(`${field}.apiVersion`, apiVersion, 'version must not be empty'))
  }
  for (const key of ['kind', 'name', 'uid'] as const) {
    if (!reference[key])
      errors.push(invalid(`${field}.${key}`, reference[key] ?? '', `${key} must not be empty`))
  }
  if (apiVersion === 'v1' && reference.kind === 'Event') {
    errors.push(invalid(field, reference, '/v1, Kind=Event is disallowed from being an owner'))
  }
  return errors
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

const validateQualifiedName = (name: string, field: string): FieldError[] =>
  invalidFor(field, name, qualifiedNameErrors(name))

/** A finalizer is a qualified name; one without a domain must be upstream's own. */
export function validateFinalizerName(name: string, field: string): FieldError[] {
  const errors = validateQualifiedName(name, field)
  if (!name.includes('/') && !standardFinalizers.has(name)) {
    errors.push(invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified'))
  }
  return errors
}

function validateFinalizers(
  finalizers: readonly string[],
  field: string,
  takesAny: boolean | undefined,
): FieldError[] {
  const errors = each(field, finalizers, takesAny ? validateQualifiedName : validateFinalizerName)
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'))
  }
  return errors
}

function validateNoNewFinalizers(
  meta: Partial<ObjectMeta>,
  old: Partial<ObjectMeta>,
  field: string,
): FieldError[] {
  const known = new Set(old.finalizers)
  const added = (meta.finalizers ?? []).filter((name) => !known.has(name)).sort()
  if (added.length === 0) return []
  const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`
  return [forbiddenField(field, detail)]
}
