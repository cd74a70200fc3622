import type { Answer, BytesAnswer } from '../request/answer.ts'

interface Behind {
  /** The path of this server below which the backend's paths are. */
  readonly prefix: string
  /** What the backend was asked for. */
  readonly url: URL
}

/** Pages above this are left alone rather than held in memory. */
const maxPageBytes = 10 * 1024 * 1024

/**
 * Makes the links of HTML pages and redirects of a backend lead through the proxy again, as upstream's proxy
 * transport does.
 */
export async function withRewrittenLinks(answer: Answer, behind: Behind): Promise<Answer> {
  if (answer.kind !== 'bytes') return answer
  const headers = answer.headers ?? {}
  const location = headers['location']
  if (location && answer.code >= 300 && answer.code < 400) {
    return { ...answer, headers: { ...headers, location: rewritten(location, behind) } }
  }
  const isPage = answer.contentType.startsWith('text/html') && !headers['content-encoding']
  return isPage && Number(headers['content-length'] ?? 0) <= maxPageBytes ? withPage(answer, behind) : answer
}

async function withPage(answer: BytesAnswer, behind: Behind): Promise<Answer> {
  const { body } = answer
  const isStream = typeof body !== 'string' && !(body instanceof Uint8Array)
  const bytes = isStream ? Buffer.concat(await Array.fromAsync(body)) : Buffer.from(body as string)
  const page = bytes.toString().replace(linkAttribute, (_, head: string, quote: string, link: string) => {
    return `${head}${quote}${rewritten(link, behind)}${quote}`
  })
  const { 'content-length': _, ...headers } = answer.headers ?? {}
  return { ...answer, headers, body: page }
}

/** Attributes of HTML elements that hold one address. */
const linkAttribute =
  /(<[a-z][^<>]*?\s(?:action|cite|data|formaction|href|longdesc|manifest|poster|src)\s*=\s*)(["'])([^"'<>]*)\2/gi

/** Paths and addresses of the backend itself; what is relative or elsewhere stays. */
function rewritten(link: string, { prefix, url }: Behind): string {
  if (link.startsWith('/') && !link.startsWith('//')) {
    return link.startsWith(`${prefix}/`) ? link : `${prefix}${link}`
  }
  if (!URL.canParse(link)) return link
  const target = new URL(link)
  const isBackend = target.host === url.host && target.protocol === url.protocol
  return isBackend ? `${prefix}${target.pathname}${target.search}${target.hash}` : link
}
