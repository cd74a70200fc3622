import { requestInfoOf } from '../request/request-info.ts'
import { anonymous, type ServerRequest, type UserInfo } from '../request/server-request.ts'

/** A request as a filter meets it, authenticated as `user` already. */
export function testRequest(
  method: string,
  target: string,
  { user = anonymous, body }: { user?: UserInfo; body?: unknown } = {},
): ServerRequest {
  const [path = '', search = ''] = target.split('?')
  const query = new URLSearchParams(search)
  return {
    ...{ method, path, query, user },
    headers: {},
    body: { kind: 'value', value: body },
    signal: new AbortController().signal,
    peer: undefined,
    info: requestInfoOf(method, path, query),
    warnings: [],
  }
}
