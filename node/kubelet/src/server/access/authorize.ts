import { type SubjectAccessReview, subjectAccessReviews } from '@knarr/api/authorization/v1'
import type { Client } from '@knarr/client'
import type { Clock } from '@knarr/machinery'
import type { Caller } from './identify.ts'
import type { NodeAttributes } from './node-attributes.ts'
import { RememberedAnswers } from './remembered.ts'

export interface AuthorizeOptions {
  readonly client: Client
  readonly clock: Clock
  readonly nodeName: string
}

/** Whether the caller may do that to this node. */
export type Authorize = (caller: Caller, attributes: NodeAttributes) => Promise<boolean>

/** Upstream's `authorization.webhook.cacheAuthorizedTTL` and `cacheUnauthorizedTTL`. */
const allowedTtlMs = 5 * 60_000
const refusedTtlMs = 30_000

/** Asks the API server, subresource by subresource, until one is allowed. */
export function authorizeBy({ client, clock, nodeName }: AuthorizeOptions): Authorize {
  const known = new RememberedAnswers<boolean>(clock)
  const mayDo = (caller: Caller, verb: string, subresource: string): Promise<boolean> =>
    known.of(JSON.stringify([caller, verb, subresource]), async () => {
      const value = await reviewed(caller, { verb, subresource, name: nodeName }, client)
      return { value, forMs: value ? allowedTtlMs : refusedTtlMs }
    })
  return async (caller, { verb, subresources }) => {
    for (const subresource of subresources) if (await mayDo(caller, verb, subresource)) return true
    return false
  }
}

interface Asked {
  readonly verb: string
  readonly subresource: string
  readonly name: string
}

async function reviewed(
  { name: user, groups, uid, extra }: Caller,
  asked: Asked,
  client: Client,
): Promise<boolean> {
  const review = (await client.create(subjectAccessReviews, {
    metadata: {},
    spec: {
      ...{ user, groups: [...groups], ...(uid ? { uid } : {}) },
      extra: Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]])),
      resourceAttributes: { group: '', version: 'v1', resource: 'nodes', ...asked },
    },
  })) as SubjectAccessReview
  return review.status?.allowed ?? false
}
