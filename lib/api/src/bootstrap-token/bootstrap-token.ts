/** What a Secret of type `bootstrap.kubernetes.io/token` says. */
export interface BootstrapToken {
  /** Empty where the secret has none, as the secret is. */
  readonly id: string
  readonly secret: string
  readonly extraGroups: readonly string[]
  /** Milliseconds since the epoch; absent: never, NaN: what is there is no time. */
  readonly expiresAt?: number
  /** A token whose end cannot be read is over. */
  hasExpired(now: number): boolean
  isFor(usage: 'signing' | 'authentication'): boolean
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/

/** Reads a secret's data, whose values are base64. */
export function bootstrapTokenOf({
  data = {},
}: {
  readonly data?: Readonly<Record<string, string>>
}): BootstrapToken {
  const textOf = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString()
  const expiration = textOf('expiration')
  const groups = textOf('auth-extra-groups')
  const expiresAt = time.test(expiration) ? Date.parse(expiration.replace(',', '.')) : Number.NaN
  return {
    id: textOf('token-id'),
    secret: textOf('token-secret'),
    extraGroups: groups ? groups.split(',') : [],
    ...(expiration ? { expiresAt } : {}),
    hasExpired: (now) => expiration !== '' && !(expiresAt > now),
    isFor: (usage) => textOf(`usage-bootstrap-${usage}`) === 'true',
  }
}
