import { tooManyRequests } from '@knarr/machinery'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { plainText } from '../routes/route.ts'

const text = 'Too many requests, please try again later.'

/** Upstream's answer to who is turned away: no Status but plain text. Within the process an error is thrown. */
export function turnedAway({ body }: ServerRequest, retryAfterSeconds: number): Answer {
  if (body.kind === 'value') throw tooManyRequests(text, retryAfterSeconds)
  const answer = plainText(429, `${text}\n`)
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } }
}
