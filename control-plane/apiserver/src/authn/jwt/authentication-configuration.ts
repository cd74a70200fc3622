import { decodeYaml, strictErrorsOf } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'

/** `apiserver.config.k8s.io` AuthenticationConfiguration. */
export interface AuthenticationConfiguration {
  readonly jwt?: readonly JwtAuthenticatorConfiguration[]
  readonly anonymous?: AnonymousConfiguration
}

export interface AnonymousConfiguration {
  readonly enabled: boolean
  /** Paths at which anonymous requests are taken; everywhere where there are none. */
  readonly conditions?: readonly { readonly path: string }[]
}

export interface JwtAuthenticatorConfiguration {
  readonly issuer: IssuerConfiguration
  readonly claimValidationRules?: readonly {
    readonly claim?: string
    readonly requiredValue?: string
    readonly expression?: string
    readonly message?: string
  }[]
  readonly claimMappings: ClaimMappings
  readonly userValidationRules?: readonly { readonly expression: string; readonly message?: string }[]
}

export interface IssuerConfiguration {
  readonly url: string
  readonly discoveryURL?: string
  /** PEM; the machine's own authorities unless given. */
  readonly certificateAuthority?: string
  readonly audiences: readonly string[]
  readonly audienceMatchPolicy?: string
  readonly egressSelectorType?: string
}

export interface ClaimOrExpression {
  readonly claim?: string
  readonly prefix?: string
  readonly expression?: string
}

export interface ClaimMappings {
  readonly username: ClaimOrExpression
  readonly groups?: ClaimOrExpression
  readonly uid?: ClaimOrExpression
  readonly extra?: readonly { readonly key: string; readonly valueExpression: string }[]
}

type FieldShapes = { readonly [field: string]: Shape }
type Shape = 'string' | 'boolean' | readonly [Shape] | FieldShapes

const mapping: Shape = { claim: 'string', prefix: 'string', expression: 'string' }
const shape: Shape = {
  kind: 'string',
  apiVersion: 'string',
  jwt: [
    {
      issuer: {
        ...{ url: 'string', discoveryURL: 'string', certificateAuthority: 'string', audiences: ['string'] },
        ...{ audienceMatchPolicy: 'string', egressSelectorType: 'string' },
      },
      claimValidationRules: [
        { claim: 'string', requiredValue: 'string', expression: 'string', message: 'string' },
      ],
      claimMappings: {
        ...{ username: mapping, groups: mapping, uid: { claim: 'string', expression: 'string' } },
        extra: [{ key: 'string', valueExpression: 'string' }],
      },
      userValidationRules: [{ expression: 'string', message: 'string' }],
    },
  ],
  anonymous: { enabled: 'boolean', conditions: [{ path: 'string' }] },
}
const versions = ['v1', 'v1beta1', 'v1alpha1'].map((version) => `apiserver.config.k8s.io/${version}`)

/** Reads a configuration, YAML or JSON. @throws Error for what is none, fields that nobody knows among it */
export function parseAuthenticationConfiguration(text: string): AuthenticationConfiguration {
  if (text === '') throw new Error('empty config data')
  const { value, duplicates } = decodeYaml(Buffer.from(text), { findDuplicates: true })
  const { apiVersion = '', kind = '' } = isJsonObject(value) ? value : {}
  if (kind !== 'AuthenticationConfiguration' || !versions.includes(String(apiVersion))) {
    const [shownKind, shownVersion] = [kind, apiVersion].map((each) => JSON.stringify(each))
    throw new Error(`no kind ${shownKind} is registered for version ${shownVersion}`)
  }
  const unknownFields: string[] = []
  checkShape(value, shape, '', unknownFields)
  const errors = strictErrorsOf({ unknownFields, duplicates })
  if (errors.length > 0) throw new Error(`strict decoding error: ${errors.join(', ')}`)
  return value as AuthenticationConfiguration
}

/** Notes fields nobody knows. @throws Error for a value of another type */
function checkShape(value: unknown, wanted: Shape, path: string, unknown: string[]): void {
  if (value === null || value === undefined) return
  const type = typeof wanted === 'string' ? wanted : Array.isArray(wanted) ? 'list' : 'object'
  if (typeOf(value) !== type)
    throw new Error(`cannot read ${path || 'the configuration'}: it must be of type ${type}`)
  if (type === 'object') checkFields(value, wanted as FieldShapes, path, unknown)
  if (type !== 'list') return
  for (const [index, item] of (value as unknown[]).entries())
    checkShape(item, (wanted as readonly [Shape])[0], `${path}[${index}]`, unknown)
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}

function checkFields(value: object, wanted: FieldShapes, path: string, unknown: string[]): void {
  for (const [name, field] of Object.entries(value)) {
    const at = path ? `${path}.${name}` : name
    const known = Object.hasOwn(wanted, name) ? wanted[name] : undefined
    if (known === undefined) unknown.push(at)
    else checkShape(field, known, at, unknown)
  }
}
