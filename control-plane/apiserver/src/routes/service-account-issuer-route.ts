import type { ServiceAccountTokens } from '../authn/service-account/service-account-tokens.ts'
import type { Route } from './route.ts'

const configurationPath = '/.well-known/openid-configuration'
const keysPath = '/openid/v1/jwks'

/** OpenID discovery: how others may know this cluster's service account tokens. */
export function serviceAccountIssuerRoute(tokens: ServiceAccountTokens): Route {
  return {
    paths: [configurationPath, keysPath],
    handles: (path) => path === configurationPath || path === keysPath,

    async answer({ path }) {
      const { issuer } = tokens
      const isKeys = path === keysPath
      const value = isKeys ? { keys: [publicJwk(tokens)] } : configurationOf(issuer, tokens)
      const contentType = isKeys ? 'application/jwk-set+json' : 'application/json'
      const headers = { 'cache-control': 'public, max-age=3600' }
      return { kind: 'bytes', code: 200, contentType, headers, body: JSON.stringify(value) }
    },
  }
}

function configurationOf(issuer: string, { key }: ServiceAccountTokens): object {
  return {
    issuer,
    jwks_uri: `${issuer}${keysPath}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [key.algorithm],
  }
}

function publicJwk({ key }: ServiceAccountTokens): object {
  return { use: 'sig', kid: key.keyId, alg: key.algorithm, ...key.publicKey.export({ format: 'jwk' }) }
}
