import type { Secret, ServiceAccount } from '@knarr/api/core/v1'

const tokenType = 'kubernetes.io/service-account-token'
const nameAnnotation = 'kubernetes.io/service-account.name'
const uidAnnotation = 'kubernetes.io/service-account.uid'

/** Which account a secret is to hold a token of. */
export interface TokenOwner {
  readonly namespace: string
  readonly name: string
  /** Undefined where any account of that name will do. */
  readonly uid: string | undefined
}

/** Undefined for secrets of other types, and those that name no account. */
export function tokenOwnerOf({ type, metadata }: Secret): TokenOwner | undefined {
  const { [nameAnnotation]: name, [uidAnnotation]: uid } = metadata.annotations ?? {}
  if (type !== tokenType || !name) return undefined
  return { namespace: metadata.namespace ?? '', name, uid: uid || undefined }
}

export function isOwner({ metadata }: ServiceAccount, { namespace, name, uid }: TokenOwner): boolean {
  if (metadata.namespace !== namespace || metadata.name !== name) return false
  return uid === undefined || uid === metadata.uid
}

/** Whether the account lists the secret among its own, as those that were made for it do. */
export function isReferred({ secrets = [] }: ServiceAccount, secretName: string): boolean {
  return secrets.some(({ name }) => name === secretName)
}

interface TokenSource {
  readonly rootCa: string
  sign(claims: object): string
}

/** The secret with what it lacks; itself where it lacks nothing. A token that is there stays. */
export function filledSecret(secret: Secret, account: ServiceAccount, { rootCa, sign }: TokenSource): Secret {
  const { data = {}, metadata } = secret
  const { 'ca.crt': knownAuthority, namespace: knownNamespace, token } = data
  const { namespace = '', name } = metadata
  const authority = base64(rootCa)
  if (knownAuthority === authority && knownNamespace && token) return secret
  return {
    ...secret,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [nameAnnotation]: account.metadata.name,
        [uidAnnotation]: account.metadata.uid,
      },
    },
    data: {
      ...data,
      'ca.crt': authority,
      namespace: knownNamespace || base64(namespace),
      token: token || base64(sign(legacyClaims(account, name))),
    },
  }
}

/** What upstream's `LegacyClaims` says: a token without end, as long as secret and account are there. */
function legacyClaims({ metadata: { namespace = '', name, uid } }: ServiceAccount, secret: string): object {
  const claim = 'kubernetes.io/serviceaccount'
  return {
    iss: 'kubernetes/serviceaccount',
    [`${claim}/namespace`]: namespace,
    [`${claim}/secret.name`]: secret,
    [`${claim}/service-account.name`]: name,
    [`${claim}/service-account.uid`]: uid,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
