import type { KubeObject, ListMeta } from '@knarr/machinery'
import type { Item } from '@knarr/storage'
import type { Representation } from '../codec/representation.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import type { EventStream } from '../watch/watch-stream.ts'
import type { ServerRequest } from './server-request.ts'

interface AnswerHead {
  readonly code: number
  readonly headers?: Readonly<Record<string, string>>
}

/** One object of a resource; `item` where it is as kept, so that its bytes can be sent. */
export interface ObjectAnswer extends AnswerHead {
  readonly kind: 'object'
  readonly resource: ServedResource
  /** In the storage version. */
  readonly object: KubeObject
  readonly item?: Item
  readonly representation: Representation
}

export interface ListAnswer extends AnswerHead {
  readonly kind: 'list'
  readonly resource: ServedResource
  readonly items: readonly Item[]
  readonly metadata: ListMeta
  readonly representation: Representation
}

/** A value that is not kept: a Status, a Scale, a review, a discovery document. */
export interface ValueAnswer extends AnswerHead {
  readonly kind: 'value'
  readonly value: object
  readonly representation: Representation
}

export interface WatchAnswer extends AnswerHead {
  readonly kind: 'watch'
  readonly resource: ServedResource
  readonly stream: EventStream
  readonly representation: Representation
}

/** Bytes with their own content type: health checks, OpenAPI, logs. */
export interface BytesAnswer extends AnswerHead {
  readonly kind: 'bytes'
  readonly contentType: string
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>
}

/** The connection speaks another protocol now; there is nothing left to answer. */
interface UpgradedAnswer extends AnswerHead {
  readonly kind: 'upgraded'
}

/** What an endpoint has to say, before anyone knows in which form it travels. */
export type Answer = ObjectAnswer | ListAnswer | ValueAnswer | WatchAnswer | BytesAnswer | UpgradedAnswer

export type Handler = (request: ServerRequest) => Promise<Answer>
/** One concern of every request, around all that follow it. */
export type Filter = (next: Handler) => Handler
