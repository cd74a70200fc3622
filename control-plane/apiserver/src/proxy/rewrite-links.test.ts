import { describe, expect, it } from 'vitest'
import type { BytesAnswer } from '../request/answer.ts'
import { withRewrittenLinks } from './rewrite-links.ts'

const behind = { prefix: '/api/v1/namespaces/a/pods/web/proxy', url: new URL('http://10.0.0.1:8080/x') }

const page = (body: string, headers = {}): BytesAnswer => ({
  ...{ kind: 'bytes', code: 200, contentType: 'text/html; charset=utf-8', headers, body },
})

describe('withRewrittenLinks', () => {
  it.each([
    ['<a href="/rewriteme">test</a>', `<a href="${behind.prefix}/rewriteme">test</a>`],
    ["<img alt='x' src='http://10.0.0.1:8080/a?b#c'>", `<img alt='x' src='${behind.prefix}/a?b#c'>`],
    ['<a href="b">', '<a href="b">'],
    ['<a href="//elsewhere/b">', '<a href="//elsewhere/b">'],
    ['<a href="https://example.org/b">', '<a href="https://example.org/b">'],
    [`<a href="${behind.prefix}/b">`, `<a href="${behind.prefix}/b">`],
  ])('writes %s as %s', async (body, expected) => {
    const answer = await withRewrittenLinks(page(body, { 'content-length': '5', 'x-own': '1' }), behind)
    expect(answer).toMatchObject({ body: expected, headers: { 'x-own': '1' } })
    expect(answer.headers).not.toHaveProperty('content-length')
  })

  it('leaves everything but pages alone', async () => {
    const plain = { ...page('<a href="/b">'), contentType: 'text/plain' }
    expect(await withRewrittenLinks(plain, behind)).toBe(plain)
    const packed = page('<a href="/b">', { 'content-encoding': 'gzip' })
    expect(await withRewrittenLinks(packed, behind)).toBe(packed)
  })

  it('sends who is redirected back through the proxy', async () => {
    const moved = { ...page('', { location: '/login' }), code: 302 }
    const answer = await withRewrittenLinks(moved, behind)
    expect(answer.headers).toEqual({ location: `${behind.prefix}/login` })
  })
})
