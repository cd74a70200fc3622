import { createHmac } from 'node:crypto'

/** A compact JWS (RFC 7515) of a content that is kept elsewhere, by the secret of a bootstrap token. */
export function detachedSignature(
  content: string,
  { id, secret }: { readonly id: string; readonly secret: string },
): string {
  const [header, payload] = [JSON.stringify({ alg: 'HS256', kid: id }), content].map((text) =>
    Buffer.from(text).toString('base64url'),
  )
  const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
  return `${header}..${signature}`
}
