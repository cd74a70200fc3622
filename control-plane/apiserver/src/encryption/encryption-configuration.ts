import { decodeYaml } from '@knarr/api'
import { type FieldError, fieldErrorText, invalid, isJsonObject, required } from '@knarr/machinery'
import { type KmsConfiguration, kmsErrors } from './kms/kms-configuration.ts'
import { PrefixTransformers } from './prefix-transformers.ts'
import {
  aesCbc,
  aesGcm,
  type EncryptionKey,
  identity,
  secretbox,
  type ValueTransformer,
} from './value-transformer.ts'

interface KeyConfiguration {
  readonly name?: string
  readonly secret?: string
}

interface ProviderConfiguration {
  readonly aescbc?: { readonly keys?: readonly KeyConfiguration[] }
  readonly aesgcm?: { readonly keys?: readonly KeyConfiguration[] }
  readonly secretbox?: { readonly keys?: readonly KeyConfiguration[] }
  readonly kms?: KmsConfiguration
  readonly identity?: object
  readonly [other: string]: unknown
}

interface ResourceConfiguration {
  readonly resources?: readonly string[]
  readonly providers?: readonly ProviderConfiguration[]
}

/** Finds the keys of a resource by its group and plural; undefined: it is kept as it is. */
export type FindTransformers = (group: string, plural: string) => PrefixTransformers | undefined

/** Reads `apiserver.config.k8s.io/v1` EncryptionConfiguration; `kmsOf` makes what calls a KMS plugin. @throws Error */
export function parseEncryptionConfiguration(
  text: string,
  kmsOf: (configuration: KmsConfiguration) => ValueTransformer,
): FindTransformers {
  const configurations = configurationsOf(text)
  const names = new Set<string>()
  const errors = configurations.flatMap((each, index) =>
    errorsOf(each, { path: `resources[${index}]`, names }),
  )
  if (errors.length > 0) {
    const texts = errors.map(fieldErrorText)
    throw new Error(texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`)
  }
  const known = configurations.map(({ resources = [], providers = [] }) => ({
    patterns: resources.map(patternOf),
    transformers: new PrefixTransformers(providers.flatMap((each) => transformersOf(each, kmsOf))),
  }))
  return (group, plural) =>
    known.find(({ patterns }) => patterns.some((matches) => matches(group, plural)))?.transformers
}

function configurationsOf(text: string): readonly ResourceConfiguration[] {
  const { value } = decodeYaml(Buffer.from(text))
  if (!isJsonObject(value)) throw new Error('encryption configuration is not an object')
  const { apiVersion, kind, resources } = value
  if (kind !== 'EncryptionConfiguration' || apiVersion !== 'apiserver.config.k8s.io/v1') {
    throw new Error(
      `no kind ${JSON.stringify(kind ?? '')} is registered for version ${JSON.stringify(apiVersion ?? '')}`,
    )
  }
  if (!Array.isArray(resources) || resources.length === 0) {
    throw new Error(fieldErrorText(required('resources', 'at least one resource must be specified')))
  }
  return resources as readonly ResourceConfiguration[]
}

/** Where one is in the configuration, and which KMS providers came before it. */
interface Place {
  readonly path: string
  readonly names: Set<string>
}

function errorsOf(
  { resources = [], providers = [] }: ResourceConfiguration,
  { path, names }: Place,
): FieldError[] {
  const errors: FieldError[] = []
  if (resources.length === 0)
    errors.push(required(`${path}.resources`, 'at least one resource must be specified'))
  if (providers.length === 0) errors.push(required(`${path}.providers`, 'at least one provider is required'))
  const kinds = providers.flatMap((provider, index) =>
    providerErrors(provider, { path: `${path}.providers[${index}]`, names }),
  )
  return [...errors, ...kinds]
}

const noProvider =
  'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity'

function providerErrors(provider: ProviderConfiguration, { path, names }: Place): FieldError[] {
  const kinds = Object.keys(provider)
  const [kind = ''] = kinds
  if (kinds.length !== 1) {
    const why =
      kinds.length > 1
        ? 'more than one provider specified in a single element, should split into different list elements'
        : noProvider
    return [invalid(path, provider, why)]
  }
  if (kind === 'identity') return []
  if (kind === 'kms') return kmsErrors(provider.kms ?? {}, { path: `${path}.kms`, names })
  if (kind !== 'aescbc' && kind !== 'aesgcm' && kind !== 'secretbox')
    return [invalid(path, provider, noProvider)]
  const keys = provider[kind]?.keys ?? []
  if (keys.length === 0) return [required(`${path}.${kind}.keys`, 'at least one key is required')]
  return keyErrors(keys, { path: `${path}.${kind}.keys`, sizes: kind === 'aesgcm' ? [16, 24, 32] : [32] })
}

function keyErrors(
  keys: readonly KeyConfiguration[],
  { path, sizes }: { path: string; sizes: readonly number[] },
): FieldError[] {
  const names = new Set<string>()
  return keys.flatMap(({ name = '', secret = '' }, index) => {
    const at = `${path}[${index}]`
    const errors: FieldError[] = []
    if (!name) errors.push(required(`${at}.name`, 'key name must be provided'))
    else if (name.includes(':')) errors.push(invalid(`${at}.name`, name, "key name must not contain ':'"))
    else if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'key name must be unique'))
    names.add(name)
    if (!secret) errors.push(required(`${at}.secret`, 'secret must be provided'))
    else errors.push(...secretErrors(secret, { path: `${at}.secret`, sizes }))
    return errors
  })
}

/** The secret itself is told to nobody. */
function secretErrors(
  secret: string,
  { path, sizes }: { path: string; sizes: readonly number[] },
): FieldError[] {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(secret))
    return [invalid(path, 'REDACTED', 'secret must be base64 encoded')]
  const length = Buffer.from(secret, 'base64').length
  if (sizes.includes(length)) return []
  const why = `secret is not of the expected length, got ${length}, expected one of [${sizes.join(' ')}]`
  return [invalid(path, 'REDACTED', why)]
}

function transformersOf(
  { aescbc, aesgcm, secretbox: box, kms }: ProviderConfiguration,
  kmsOf: (configuration: KmsConfiguration) => ValueTransformer,
): ValueTransformer[] {
  if (kms) return [kmsOf(kms)]
  if (aescbc) return (aescbc.keys ?? []).map(keyOf).map(aesCbc)
  if (aesgcm) return (aesgcm.keys ?? []).map(keyOf).map(aesGcm)
  if (box) return (box.keys ?? []).map(keyOf).map(secretbox)
  return [identity]
}

function keyOf({ name = '', secret = '' }: KeyConfiguration): EncryptionKey {
  return { name, secret: Buffer.from(secret, 'base64') }
}

/** `secrets`, `deployments.apps`, `*.apps`, `*.` (what has no group) or `*.*`. */
function patternOf(text: string): (group: string, plural: string) => boolean {
  const dot = text.indexOf('.')
  const [wantedPlural, wantedGroup] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)]
  return (group, plural) =>
    (wantedGroup === '*' || wantedGroup === group) && (wantedPlural === '*' || wantedPlural === plural)
}
