import { isJsonObject } from '@knarr/machinery'
import { type Claims, claimedIssuer, type IdTokenRules, verifyIdToken } from './id-token.ts'
import type { IssuerClient } from './issuer-client.ts'
import { RemoteKeySet } from './remote-key-set.ts'

interface ResolveParts {
  readonly client: IssuerClient
  readonly rules: Omit<IdTokenRules, 'issuer'>
  keysOf(client: IssuerClient, issuer: string): Promise<string>
}

/** Claims that name another place for one of them (OpenID's distributed claims), with it. @throws Error */
export async function resolveGroups(claims: Claims, claim: string, parts: ResolveParts): Promise<Claims> {
  const { _claim_names: names } = claims
  if (Object.hasOwn(claims, claim) || names === undefined) return claims
  if (!isJsonObject(names)) throw new Error('oidc: error parsing distributed claim names')
  const { _claim_sources: sources } = claims
  if (sources === undefined) throw new Error('oidc: no claim sources')
  if (!isJsonObject(sources)) throw new Error('oidc: could not parse claim sources')
  const source = names[claim]
  if (typeof source !== 'string') return claims
  const endpoint = sources[source]
  if (!isJsonObject(endpoint))
    throw new Error(`id token _claim_names contained a source ${source} missing in _claims_sources`)
  const { endpoint: url, access_token: accessToken } = endpoint
  if (typeof url !== 'string' || !url) return claims
  const token = await distributedToken(
    url,
    typeof accessToken === 'string' ? accessToken : '',
    claim,
    parts.client,
  )
  const distributed = await verified(token, { url, claim }, parts)
  if (!Object.hasOwn(distributed, claim)) {
    const shown = JSON.stringify(url)
    throw new Error(`jwt returned by distributed claim endpoint ${shown} did not contain claim: ${claim}`)
  }
  return { ...claims, [claim]: distributed[claim] }
}

async function distributedToken(
  url: string,
  accessToken: string,
  claim: string,
  client: IssuerClient,
): Promise<string> {
  try {
    const { code, status, text } = await client.get(
      url,
      accessToken ? { authorization: `Bearer ${accessToken}` } : {},
    )
    if (code >= 200 && code <= 226) return text
    throw new Error(`error while getting distributed claim JWT: ${status}`)
  } catch (cause) {
    const why = (cause as Error).message
    throw new Error(`while getting distributed claim ${JSON.stringify(claim)}: ${why}`, { cause })
  }
}

async function verified(
  token: string,
  { url, claim }: { readonly url: string; readonly claim: string },
  { client, rules, keysOf }: ResolveParts,
): Promise<Claims> {
  const issuer = claimedIssuer(token)
  if (issuer === undefined) {
    const shown = JSON.stringify(claim)
    throw new Error(
      `getting untrusted issuer from endpoint ${url} failed for claim ${shown}: malformed token`,
    )
  }
  let keys: RemoteKeySet
  try {
    keys = new RemoteKeySet(client, await keysOf(client, issuer))
  } catch (cause) {
    throw new Error(`verifying untrusted issuer ${issuer} failed: ${(cause as Error).message}`, { cause })
  }
  try {
    return await verifyIdToken(token, keys, { ...rules, issuer })
  } catch (cause) {
    throw new Error(`verify distributed claim token: ${(cause as Error).message}`, { cause })
  }
}
