import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type TokenReview, tokenReviews } from '@knarr/api/authentication/v1'
import type { Client } from '@knarr/client'
import { type Clock, peerSubject } from '@knarr/machinery'
import { RememberedAnswers } from './remembered.ts'

/** Who asks a kubelet. */
export interface Caller {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

/** Finds out who sent a request; undefined for nobody who is known. */
export type Identify = (request: IncomingMessage) => Promise<Caller | undefined>

/** Upstream's `authentication.webhook.cacheTTL`. */
const tokenTtlMs = 2 * 60_000

/** By client certificate, else by bearer token, which the API server is asked about. Anonymous callers are nobody. */
export function identifyBy({ client, clock }: { client: Client; clock: Clock }): Identify {
  const known = new RememberedAnswers<Caller | undefined>(clock)
  return async (request) => {
    const subject = peerSubject(request.socket as TLSSocket)
    if (subject?.commonName) {
      const groups = [...subject.organizations, 'system:authenticated']
      return { name: subject.commonName, groups, extra: {} }
    }
    const [, token] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (!token) return undefined
    // So that nobody reads tokens in this process's memory.
    const key = createHash('sha256').update(token).digest('base64')
    return known.of(key, async () => {
      const value = await reviewed(token, client)
      return { value, forMs: tokenTtlMs }
    })
  }
}

async function reviewed(token: string, client: Client): Promise<Caller | undefined> {
  const { status } = (await client.create(tokenReviews, { metadata: {}, spec: { token } })) as TokenReview
  const { authenticated, user } = status ?? {}
  if (!authenticated || !user?.username) return undefined
  return {
    ...{ name: user.username, groups: user.groups ?? [], extra: user.extra ?? {} },
    ...(user.uid ? { uid: user.uid } : {}),
  }
}
