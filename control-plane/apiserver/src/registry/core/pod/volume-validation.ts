import type { DownwardAPIVolumeFile, KeyToPath, Volume, VolumeProjection } from '@knarr/api/core/v1'
import {
  configMapKeyErrors,
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  duplicate,
  type FieldError,
  forbiddenField,
  invalid,
  required,
} from '@knarr/machinery'
import { each, inRange, oneOf, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import { validateClaimSpec } from '../persistentvolumeclaim/claim-spec-validation.ts'
import { validateNonNegativeQuantity } from '../resource-list/quantity-validation.ts'
import { validateFieldRef, validateResourceFieldRef } from './env-validation.ts'
import { validateFileMode, validateNoBacksteps, validateVolumeFilePath } from './path-validation.ts'

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]
const downwardFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]

/** Upstream's `ValidateVolumes`. */
export function validateVolumes(volumes: readonly Volume[] | undefined, field: string): FieldError[] {
  const seen = new Set<string>()
  return each(field, volumes, (volume, at) => {
    const errors = [
      ...requiredWith(`${at}.name`, volume.name, dns1123LabelErrors),
      ...validateSource(volume, at),
    ]
    if (seen.has(volume.name)) errors.push(duplicate(`${at}.name`, volume.name))
    seen.add(volume.name)
    return errors
  })
}

/** Upstream takes the first of these for the volume's type, and refuses the others. */
const sourceOrder: readonly string[] = [
  ...[
    'emptyDir',
    'hostPath',
    'gitRepo',
    'gcePersistentDisk',
    'awsElasticBlockStore',
    'secret',
    'nfs',
    'iscsi',
  ],
  ...[
    'glusterfs',
    'flocker',
    'persistentVolumeClaim',
    'rbd',
    'cinder',
    'cephfs',
    'downwardAPI',
    'fc',
    'flexVolume',
  ],
  ...[
    'configMap',
    'azureFile',
    'vsphereVolume',
    'quobyte',
    'azureDisk',
    'photonPersistentDisk',
    'portworxVolume',
  ],
  ...['scaleIO', 'projected', 'storageos', 'csi', 'ephemeral', 'image'],
]

function validateSource(volume: Volume, field: string): FieldError[] {
  const given = Object.keys(volume).filter((key) => key !== 'name' && volume[key as keyof Volume])
  const kinds = given.sort((a, b) => sourceOrder.indexOf(a) - sourceOrder.indexOf(b))
  const [first, ...others] = kinds as (keyof Volume)[]
  if (!first) return [required(field, 'must specify a volume type')]
  const check = sourceChecks[first] as ((source: unknown, at: string) => FieldError[]) | undefined
  return [
    ...(check?.(volume[first], `${field}.${first}`) ?? []),
    ...others.map((kind) => forbiddenField(`${field}.${kind}`, 'may not specify more than 1 volume type')),
  ]
}

type SourceChecks = {
  readonly [K in keyof Volume]?: (source: NonNullable<Volume[K]>, field: string) => FieldError[]
}

const sourceChecks: SourceChecks = {
  emptyDir: (source, at) =>
    source.sizeLimit === undefined ? [] : validateNonNegativeQuantity(`${at}.sizeLimit`, source.sizeLimit),
  hostPath: (source, at) => [
    ...(source.path ? validateNoBacksteps(`${at}.path`, source.path) : [required(`${at}.path`)]),
    ...optionalOneOf(`${at}.type`, source.type, hostPathTypes),
  ],
  configMap: (source, at) => [
    ...requiredWith(`${at}.name`, source.name),
    ...validateFileMode(`${at}.defaultMode`, source.defaultMode),
    ...validateKeys(source.items, `${at}.items`),
  ],
  secret: (source, at) => [
    ...requiredWith(`${at}.secretName`, source.secretName),
    ...validateFileMode(`${at}.defaultMode`, source.defaultMode),
    ...validateKeys(source.items, `${at}.items`),
  ],
  downwardAPI: (source, at) => [
    ...validateFileMode(`${at}.defaultMode`, source.defaultMode),
    ...each(at, source.items, validateDownwardFile),
  ],
  projected: (source, at) => [
    ...validateFileMode(`${at}.defaultMode`, source.defaultMode),
    ...validateProjections(source.sources, `${at}.sources`),
  ],
  persistentVolumeClaim: (source, at) => requiredWith(`${at}.claimName`, source.claimName),
  ephemeral: (source, at) =>
    source.volumeClaimTemplate
      ? validateClaimSpec(source.volumeClaimTemplate.spec, `${at}.volumeClaimTemplate.spec`)
      : [required(`${at}.volumeClaimTemplate`)],
  nfs: (source, at) => {
    const errors = [
      ...requiredWith(`${at}.server`, source.server),
      ...requiredWith(`${at}.path`, source.path),
    ]
    if (source.path && !source.path.startsWith('/')) {
      errors.push(invalid(`${at}.path`, source.path, 'must be an absolute path'))
    }
    return errors
  },
  csi: (source, at) => validateCsiDriverName(source.driver, `${at}.driver`),
  image: (source, at) => [
    ...requiredWith(`${at}.reference`, source.reference),
    ...oneOf(`${at}.pullPolicy`, source.pullPolicy, ['Always', 'IfNotPresent', 'Never']),
  ],
  iscsi: (source, at) => [
    ...requiredWith(`${at}.targetPortal`, source.targetPortal),
    ...requiredWith(`${at}.iqn`, source.iqn),
    ...inRange(`${at}.lun`, source.lun, [0, 255]),
  ],
  gitRepo: (source, at) => requiredWith(`${at}.repository`, source.repository),
  flexVolume: (source, at) => requiredWith(`${at}.driver`, source.driver),
  cephfs: (source, at) => (source.monitors?.length ? [] : [required(`${at}.monitors`)]),
  rbd: (source, at) => [
    ...(source.monitors?.length ? [] : [required(`${at}.monitors`)]),
    ...requiredWith(`${at}.image`, source.image),
  ],
}

/** At most 63 characters of a DNS subdomain. */
export function validateCsiDriverName(driver: string | undefined, field: string): FieldError[] {
  if (!driver) return [required(field)]
  const errors = requiredWith(field, driver.toLowerCase(), dns1123SubdomainErrors)
  if (driver.length > 63) {
    errors.push({ reason: 'FieldValueTooLong', field, body: 'Too long: may not be more than 63 bytes' })
  }
  return errors
}

function validateKeys(items: readonly KeyToPath[] | undefined, field: string): FieldError[] {
  return each(field, items, (item, at) => [
    ...requiredWith(`${at}.key`, item.key, configMapKeyErrors),
    ...validateVolumeFilePath(`${at}.path`, item.path),
    ...validateFileMode(`${at}.mode`, item.mode),
  ])
}

function validateDownwardFile(file: DownwardAPIVolumeFile, field: string): FieldError[] {
  return [
    ...validateVolumeFilePath(`${field}.path`, file.path),
    ...validateDownwardRef(file, field),
    ...validateFileMode(`${field}.mode`, file.mode),
  ]
}

function validateDownwardRef(file: DownwardAPIVolumeFile, field: string): FieldError[] {
  if (file.fieldRef && file.resourceFieldRef) {
    return [invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')]
  }
  if (file.fieldRef) return validateFieldRef(file.fieldRef, downwardFields, `${field}.fieldRef`)
  if (file.resourceFieldRef)
    return validateResourceFieldRef(file.resourceFieldRef, `${field}.resourceFieldRef`, true)
  return [required(field, 'one of fieldRef and resourceFieldRef is required')]
}

function validateProjections(
  projections: readonly VolumeProjection[] | undefined,
  field: string,
): FieldError[] {
  const paths = new Set<string>()
  return each(field, projections, (projection, at) => {
    const kinds = (Object.keys(projection) as (keyof VolumeProjection)[]).filter((key) => projection[key])
    const [first, ...others] = kinds
    if (!first)
      return [required(at, 'must specify one of secret, configMap, downwardAPI, serviceAccountToken')]
    const conflicts = pathsOf(projection).filter((path) => paths.has(path) || !paths.add(path))
    return [
      ...validateProjection(projection, at),
      ...conflicts.map((path) => invalid(at, path, 'conflicting duplicate paths')),
      ...others.map((kind) => forbiddenField(`${at}.${kind}`, 'may not specify more than 1 volume type')),
    ]
  })
}

function pathsOf({ secret, configMap, downwardAPI, serviceAccountToken }: VolumeProjection): string[] {
  const items = [...(secret?.items ?? []), ...(configMap?.items ?? []), ...(downwardAPI?.items ?? [])]
  const paths = items.map(({ path }) => path)
  return serviceAccountToken ? [...paths, serviceAccountToken.path] : paths
}

function validateProjection(projection: VolumeProjection, field: string): FieldError[] {
  const errors: FieldError[] = []
  for (const key of ['secret', 'configMap'] as const) {
    const source = projection[key]
    if (!source) continue
    errors.push(...requiredWith(`${field}.${key}.name`, source.name))
    errors.push(...validateKeys(source.items, `${field}.${key}.items`))
  }
  errors.push(...each(`${field}.downwardAPI`, projection.downwardAPI?.items, validateDownwardFile))
  if (projection.serviceAccountToken) {
    errors.push(...validateToken(projection.serviceAccountToken, `${field}.serviceAccountToken`))
  }
  return errors
}

function validateToken(
  token: NonNullable<VolumeProjection['serviceAccountToken']>,
  field: string,
): FieldError[] {
  const seconds = token.expirationSeconds ?? 3600
  const at = `${field}.expirationSeconds`
  const errors = validateVolumeFilePath(`${field}.path`, token.path)
  if (seconds < 600) errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
  if (seconds > 2 ** 32)
    errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
  return errors
}
