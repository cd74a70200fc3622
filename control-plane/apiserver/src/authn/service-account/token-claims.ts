/** What a token says of an object: enough to tell whether it is still that one. */
export interface ObjectClaim {
  readonly name: string
  readonly uid: string
}

/** The private claim `kubernetes.io`. */
export interface KubernetesClaim {
  readonly namespace: string
  readonly node?: ObjectClaim
  readonly pod?: ObjectClaim
  readonly secret?: ObjectClaim
  readonly serviceaccount: ObjectClaim
  /** Seconds: from then on a use is worth a warning. */
  readonly warnafter?: number
}

export interface TokenClaims {
  readonly aud: readonly string[]
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly 'kubernetes.io': KubernetesClaim
  readonly nbf: number
  readonly sub: string
}

export interface TokenSubject {
  readonly namespace: string
  readonly account: ObjectClaim
  readonly pod?: ObjectClaim
  readonly node?: ObjectClaim
  readonly secret?: ObjectClaim
}

const warnOnlySeconds = 3607
const extendedSeconds = 365 * 24 * 3600

/** `expirationSeconds` as asked for; a pod's usual token lives on for a year, and its use is warned of. */
export function tokenClaims(
  { namespace, account, pod, node, secret }: TokenSubject,
  request: {
    readonly issuer: string
    readonly audiences: readonly string[]
    readonly expirationSeconds: number
    readonly nowSeconds: number
    readonly id: string
  },
): TokenClaims {
  const { issuer, audiences, expirationSeconds, nowSeconds, id } = request
  const isForServer = audiences.length === 1 && audiences[0] === issuer
  const isExtended = isForServer && pod !== undefined && expirationSeconds === warnOnlySeconds
  return {
    aud: audiences,
    exp: nowSeconds + (isExtended ? extendedSeconds : expirationSeconds),
    iat: nowSeconds,
    iss: issuer,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node ? { node } : {}),
      ...(pod ? { pod } : {}),
      ...(secret ? { secret } : {}),
      serviceaccount: account,
      ...(isExtended ? { warnafter: nowSeconds + expirationSeconds } : {}),
    },
    nbf: nowSeconds,
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  }
}
