import { type AuthenticationOptions, openTokenWebhook } from '@knarr/apiserver'
import { OptionError, type OptionValues } from '@knarr/component'
import { systemClock, systemRandom } from '@knarr/machinery'

/** Flags of kube-apiserver that say who somebody is, by upstream's names. */
export const authenticationTable = {
  'anonymous-auth': {
    type: 'boolean',
    default: true,
    help: 'Take requests without credentials as those of system:anonymous.',
  },
  'api-audiences': {
    type: 'list',
    help: 'What tokens for this API name as their audience; the issuer of service account tokens unless given.',
  },
  'token-auth-file': {
    type: 'string',
    help: 'A file of tokens and whose they are: token,user,uid,"group1,group2".',
  },
  'enable-bootstrap-token-auth': {
    type: 'boolean',
    help: 'Know nodes that join by secrets of type bootstrap.kubernetes.io/token in kube-system.',
  },
  'authentication-config': {
    type: 'string',
    help: 'A file that says which issuers of tokens are believed, and as whom, and what anonymous requests may see; it is read again when it changes.',
  },
  'oidc-issuer-url': { type: 'string', help: 'The URL of an OpenID issuer whose tokens are believed.' },
  'oidc-client-id': { type: 'string', help: 'What the tokens of the issuer name as their audience.' },
  'oidc-ca-file': {
    type: 'string',
    help: "Who vouches for the issuer's certificate, if not the machine's authorities.",
  },
  'oidc-username-claim': { type: 'string', default: 'sub', help: 'The claim that is the name of the user.' },
  'oidc-username-prefix': {
    type: 'string',
    help: "What is put before names; - for nothing. Unless given, the issuer's URL and #, except for the claim email.",
  },
  'oidc-groups-claim': { type: 'string', help: 'The claim that has the groups of the user.' },
  'oidc-groups-prefix': { type: 'string', help: 'What is put before groups.' },
  'oidc-signing-algs': {
    type: 'list',
    default: ['RS256'],
    help: 'How the tokens of the issuer may be signed: RS256, RS384, RS512, ES256, ES384, ES512, PS256, PS384, PS512.',
  },
  'oidc-required-claim': { type: 'list', help: 'Claims that tokens must have, as key=value.' },
  'authentication-token-webhook-config-file': {
    type: 'string',
    help: 'A kubeconfig that says who else is asked whose a token is.',
  },
  'authentication-token-webhook-version': {
    type: 'string',
    default: 'v1beta1',
    help: 'The version of the TokenReview that is sent: v1 or v1beta1.',
  },
  'authentication-token-webhook-cache-ttl': {
    type: 'duration',
    default: '2m',
    help: 'For how long its answers are remembered.',
  },
} as const

type Values = OptionValues<typeof authenticationTable>

export async function authenticationOptionsOf(values: Values): Promise<AuthenticationOptions> {
  const { anonymousAuth, apiAudiences, tokenAuthFile, enableBootstrapTokenAuth, authenticationConfig } =
    values
  return {
    ...{ anonymousAuth, apiAudiences, bootstrapTokenAuth: enableBootstrapTokenAuth },
    ...(tokenAuthFile ? { tokenAuthFile } : {}),
    ...(authenticationConfig ? { authenticationConfig } : {}),
    ...oidcOf(values),
    ...(await webhookOf(values)),
  }
}

async function webhookOf(values: Values): Promise<Pick<AuthenticationOptions, 'tokenWebhook'>> {
  const { authenticationTokenWebhookConfigFile: configFile } = values
  if (!configFile) return {}
  const { authenticationTokenWebhookVersion: version, authenticationTokenWebhookCacheTtl: cacheTtlMs } =
    values
  const parts = { clock: systemClock, random: systemRandom }
  return { tokenWebhook: await openTokenWebhook({ configFile, version, cacheTtlMs }, parts) }
}

/** Nothing where none of the flags is given. */
function oidcOf(values: Values): Pick<AuthenticationOptions, 'oidc'> {
  const { oidcIssuerUrl: issuerUrl = '', oidcClientId: clientId = '', oidcCaFile: caFile } = values
  const { oidcUsernamePrefix: usernamePrefix, oidcUsernameClaim: usernameClaim } = values
  const { oidcGroupsClaim: groupsClaim, oidcGroupsPrefix: groupsPrefix } = values
  const requiredClaims = Object.fromEntries(values.oidcRequiredClaim.map(claimOf))
  const texts = { caFile, usernamePrefix, groupsClaim, groupsPrefix }
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined))
  const isGiven = [issuerUrl, clientId, ...Object.keys(given), ...Object.keys(requiredClaims)].some(
    (each) => each !== '',
  )
  if (!isGiven && usernameClaim === 'sub') return {}
  const signingAlgorithms = values.oidcSigningAlgs
  return { oidc: { issuerUrl, clientId, usernameClaim, requiredClaims, signingAlgorithms, ...given } }
}

function claimOf(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
  throw new OptionError(
    `invalid value "${text}" for --oidc-required-claim: malformed pair, expect string=string`,
  )
}
