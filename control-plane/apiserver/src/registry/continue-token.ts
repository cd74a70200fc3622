import { badRequest } from '@knarr/machinery'

/** Where a list goes on: upstream's token, base64url of JSON. A revision of -1 means the newest. */
export interface ContinueToken {
  readonly revision: number
  /** The key to go on from, without the collection's prefix. */
  readonly start: string
}

export function encodeContinue({ revision, start }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url')
}

/** @throws StatusError BadRequest, in upstream's words */
export function decodeContinue(text: string): ContinueToken {
  const { v, rv, start } = parse(text)
  if (v !== 'meta.k8s.io/v1') {
    throw badRequest(`continue key is not valid: server does not recognize this encoded version ${v}`)
  }
  if (!rv)
    throw badRequest(
      'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    )
  if (!start) throw badRequest('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)')
  if (start.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw badRequest(`continue key is not valid: ${start}`)
  }
  return { revision: rv, start }
}

function parse(text: string): { v?: string; rv?: number; start?: string } {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (error) {
    throw badRequest(`continue key is not valid: ${error instanceof Error ? error.message : error}`)
  }
}
