import { type FieldShapes, readConfiguration, type Shape } from '../../configuration/read-configuration.ts'

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

const mapping: Shape = { claim: 'string', prefix: 'string', expression: 'string' }
const shape: FieldShapes = {
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
/** Reads a configuration, YAML or JSON. @throws Error for what is none, fields that nobody knows among it */
export function parseAuthenticationConfiguration(text: string): AuthenticationConfiguration {
  return readConfiguration<AuthenticationConfiguration>(text, 'AuthenticationConfiguration', shape)
}
