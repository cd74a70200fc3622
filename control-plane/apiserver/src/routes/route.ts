import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'

/** One path, or all below it, that is not a resource. */
export interface Route {
  /** As the list at `/` shows it. */
  readonly paths: readonly string[]
  handles(path: string): boolean
  answer(request: ServerRequest): Promise<Answer>
}

export function plainText(code: number, body: string, contentType = 'text/plain; charset=utf-8'): Answer {
  const headers = { 'x-content-type-options': 'nosniff' }
  return { kind: 'bytes', code, contentType, body, headers }
}
