import type { ApiResource } from '@knarr/api'
import type { Answer } from '../../request/answer.ts'
import type { RequestInfo } from '../../request/request-info.ts'
import type { ServerRequest } from '../../request/server-request.ts'
import type { ServerParts } from '../server-parts.ts'
import { accessReviews } from './access-reviews.ts'
import { selfSubjectReview } from './self-subject-review.ts'
import { tokenReview } from './token-review.ts'

export interface ReviewCall {
  readonly parts: ServerParts
  readonly request: ServerRequest
  readonly info: RequestInfo
  readonly api: ApiResource
}

/** A resource that is only ever created, and answered at once. */
export interface Review {
  readonly group: string
  readonly plural: string
  review(call: ReviewCall): Promise<Answer>
}

/** Every review the server answers; discovery shows no other. */
export const reviews: readonly Review[] = [...accessReviews, selfSubjectReview, tokenReview]
