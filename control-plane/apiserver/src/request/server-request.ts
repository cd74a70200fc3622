import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { AuditContext } from '../audit/audit-context.ts'
import type { RequestInfo } from './request-info.ts'

/** `authentication.k8s.io` UserInfo: who a request was authenticated as. */
export interface UserInfo {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** The subject of a client certificate that the listener's CA vouches for. */
export interface PeerIdentity {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** SHA-256 of the certificate, as upstream shows it in the credential id. */
  readonly fingerprint: string
  /** The certificate is one of a proxy that may speak for others, and says nothing of who asks. */
  readonly isFrontProxy?: boolean
}

/** An HTTP/1.1 connection that would become something else. */
export interface UpgradeOffer {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** What the client sent right behind its request. */
  readonly head: Buffer
}

/** What a request carries: bytes off the wire, or in the same process a plain JSON value. */
export type RequestBody =
  | {
      readonly kind: 'bytes'
      /** For who hands them on instead of reading them. */
      readonly stream: Readable
      read(limit: number): Promise<Uint8Array>
    }
  | { readonly kind: 'value'; readonly value: unknown }

/** One request, whichever way it came. Filters hand on changed copies; `warnings` is shared by all of them. */
export interface ServerRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: RequestBody
  readonly signal: AbortSignal
  readonly peer: PeerIdentity | undefined
  /** Whether `user` is known already, by the word of who composed the process the request comes from. */
  readonly isVouchedFor?: boolean
  readonly info: RequestInfo
  /** Where the client asked to speak another protocol on this connection. */
  readonly upgrade?: UpgradeOffer
  /** Set by authentication. */
  readonly user: UserInfo
  /** By which answers and audit events find each other; absent in the process. */
  readonly auditId?: string
  /** Headers for the answer, whichever it is; shared by all copies of a request, absent in the process. */
  readonly answerHeaders?: Record<string, string>
  /** Where a request came from that is not of this process. */
  readonly remoteAddress?: () => string | undefined
  /** Set where requests are audited. */
  readonly audit?: AuditContext
  /** Texts for `Warning: 299` headers. */
  readonly warnings: string[]
}

export const anonymous: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

const authenticated = 'system:authenticated'

/** Everyone who is known belongs to `system:authenticated`. */
export function asAuthenticated(user: UserInfo): UserInfo {
  if (user.groups.includes(authenticated) || user.name === anonymous.name) return user
  return { ...user, groups: [...user.groups, authenticated] }
}
