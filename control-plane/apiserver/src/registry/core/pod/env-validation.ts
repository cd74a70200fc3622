import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '@knarr/api/core/v1'
import {
  configMapKeyErrors,
  dns1123SubdomainErrors,
  type FieldError,
  invalid,
  notSupported,
  qualifiedNameErrors,
  relaxedEnvVarNameErrors,
  required,
} from '@knarr/machinery'
import { each, invalidFor, requiredWith } from '../../meta/field-check.ts'
import { validateVolumeFilePath } from './path-validation.ts'

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

const envResources = ['limits', 'requests'].flatMap((kind) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${kind}.${name}`),
)

export function validateEnv(env: readonly EnvVar[] | undefined, field: string): FieldError[] {
  return each(field, env, (variable, at) => [
    ...requiredWith(`${at}.name`, variable.name, relaxedEnvVarNameErrors),
    ...(variable.valueFrom ? validateValueFrom(variable, variable.valueFrom, `${at}.valueFrom`) : []),
  ])
}

function validateValueFrom(variable: EnvVar, source: EnvVarSource, field: string): FieldError[] {
  const errors: FieldError[] = []
  if (source.fieldRef) errors.push(...validateFieldRef(source.fieldRef, envFields, `${field}.fieldRef`))
  if (source.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(source.resourceFieldRef, `${field}.resourceFieldRef`))
  }
  for (const key of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const reference = source[key]
    if (reference) errors.push(...validateKeyRef(reference, `${field}.${key}`))
  }
  if (source.fileKeyRef) errors.push(...validateFileKeyRef(source.fileKeyRef, `${field}.fileKeyRef`))
  return [...errors, ...validateSourceCount(variable, source, field)]
}

function validateSourceCount(variable: EnvVar, source: EnvVarSource, field: string): FieldError[] {
  const count = Object.values(source).filter(Boolean).length
  if (count === 0) {
    const kinds = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
    return [invalid(field, '', `must specify one of: ${kinds}`)]
  }
  if (variable.value) return [invalid(field, '', 'may not be specified when `value` is not empty')]
  if (count > 1) return [invalid(field, '', 'may not have more than one field specified at a time')]
  return []
}

/** A downward API field; `metadata.labels['k']` and `metadata.annotations['k']` stand for one entry. */
export function validateFieldRef(
  reference: ObjectFieldSelector,
  supported: readonly string[],
  field: string,
): FieldError[] {
  if (!reference.apiVersion) return [required(`${field}.apiVersion`)]
  if (!reference.fieldPath) return [required(`${field}.fieldPath`)]
  const at = `${field}.fieldPath`
  const [, path, key] = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(reference.fieldPath) ?? []
  if (path && key !== undefined) {
    return invalidFor(at, key, qualifiedNameErrors(path.endsWith('annotations') ? key.toLowerCase() : key))
  }
  if (!knownFields.has(reference.fieldPath)) {
    const detail = `error converting fieldPath: field label not supported: ${reference.fieldPath}`
    return [invalid(at, reference.fieldPath, detail)]
  }
  return supported.includes(reference.fieldPath)
    ? []
    : [notSupported(at, reference.fieldPath, [...supported].sort())]
}

const knownFields = new Set([
  ...envFields,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
])

export function validateResourceFieldRef(
  reference: ResourceFieldSelector,
  field: string,
  needsContainer = false,
): FieldError[] {
  if (needsContainer && !reference.containerName) return [required(`${field}.containerName`)]
  if (!reference.resource) return [required(`${field}.resource`)]
  const isKnown =
    envResources.includes(reference.resource) || /^(limits|requests)\.hugepages-/.test(reference.resource)
  if (!isKnown) return [notSupported(`${field}.resource`, reference.resource, envResources)]
  return validateDivisor(reference, field)
}

const byteDivisors = ['1', '1E', '1Ei', '1G', '1Gi', '1K', '1Ki', '1M', '1Mi', '1P', '1Pi', '1T', '1Ti', '1k']

function validateDivisor(reference: ResourceFieldSelector, field: string): FieldError[] {
  const divisor = reference.divisor
  if (!divisor || divisor === '0') return []
  const resource = reference.resource.split('.')[1] ?? ''
  const allowed = resource === 'cpu' ? ['1', '1m'] : byteDivisors
  if (allowed.includes(divisor)) return []
  const named = resource === 'cpu' ? '1m and 1' : '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'
  const detail = `only divisor's values ${named} are supported with the ${resource} resource`
  return [invalid(`${field}.divisor`, divisor, detail)]
}

function validateKeyRef(reference: { name?: string; key: string }, field: string): FieldError[] {
  return [
    ...requiredWith(`${field}.name`, reference.name, dns1123SubdomainErrors),
    ...requiredWith(`${field}.key`, reference.key, configMapKeyErrors),
  ]
}

function validateFileKeyRef(reference: NonNullable<EnvVarSource['fileKeyRef']>, field: string): FieldError[] {
  return [
    ...requiredWith(`${field}.key`, reference.key, relaxedEnvVarNameErrors),
    ...requiredWith(`${field}.volumeName`, reference.volumeName),
    ...validateVolumeFilePath(`${field}.path`, reference.path),
  ]
}

export function validateEnvFrom(sources: readonly EnvFromSource[] | undefined, field: string): FieldError[] {
  return each(field, sources, (source, at) => {
    const errors = source.prefix
      ? invalidFor(`${at}.prefix`, source.prefix, relaxedEnvVarNameErrors(source.prefix))
      : []
    const refs = (['configMapRef', 'secretRef'] as const).filter((key) => source[key])
    for (const key of refs) {
      errors.push(...requiredWith(`${at}.${key}.name`, source[key]?.name, dns1123SubdomainErrors))
    }
    if (refs.length === 0) errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'))
    if (refs.length > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'))
    return errors
  })
}
