import { request as httpsRequest } from 'node:https'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../message/decode-message.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import { messageOf } from '../../message/message.ts'
import { ask, short } from '../../testing/ask.ts'
import { startForTest } from '../../testing/start-server.ts'

const testdata = new URL('testdata', import.meta.url).pathname
const secured = `tls ${testdata}/cert.pem ${testdata}/key.pem\n hosts /nowhere {\n 1.1.1.1 a.org\n }`
const query = encodeMessage(
  messageOf({ id: 0, recursionDesired: true, questions: [{ name: 'a.org.', type: 'A', class: 'IN' }] }),
)

describe('tls', () => {
  const start = startForTest

  it('is spoken by servers that queries are forwarded to, over connections that are kept', async () => {
    const { port } = await start(`tls://.:0 {\n ${secured}\n}`)
    const front = await start(
      `. {\n forward . tls://127.0.0.1:${port} {\n tls ${testdata}/cert.pem\n tls_servername dns.test\n }\n}`,
    )
    for (let round = 0; round < 3; round++) {
      expect(short((await ask('a.org.', 'A', front)).answers)).toEqual(['a.org. A 1.1.1.1'])
    }
    const labels = `{proxy_name="forward",to="127.0.0.1:${port}",proto="tcp-tls"}`
    expect(front.metrics.text()).toContain(`coredns_proxy_conn_cache_misses_total${labels} 1`)
    expect(front.metrics.text()).toContain(`coredns_proxy_conn_cache_hits_total${labels} 2`)
  })

  it('is not trusted without knowing who signed for the server', async () => {
    const { port } = await start(`tls://.:0 {\n ${secured}\n}`)
    const front = await start(
      `. {\n errors\n forward . tls://127.0.0.1:${port} {\n tls_servername dns.test\n }\n}`,
    )
    expect((await ask('a.org.', 'A', front)).rcode).toBe('SERVFAIL')
    expect(front.logged.join()).toContain('self-signed certificate')
  })

  it('is what HTTPS takes queries over, by GET and POST', async () => {
    const test = await start(`https://.:0 {\n ${secured}\n}`)
    const found = await fetchFrom(test.port, `/dns-query?dns=${query.toString('base64url')}`)
    expect(found).toMatchObject({ status: 200, type: 'application/dns-message', cache: 'max-age=3600' })
    expect(short(decodeMessage(found.body).answers)).toEqual(['a.org. A 1.1.1.1'])
    expect((await fetchFrom(test.port, '/dns-query', query)).body).toEqual(found.body)
    expect(test.metrics.text()).toContain(
      'coredns_dns_https_responses_total{server="https://:0",status="200"} 2',
    )
  })

  it.each([
    ['/other', 404, '\n'],
    ['/dns-query', 400, "no 'dns' query parameter found\n"],
    ['/dns-query?dns=AA&dns=AA', 400, "multiple 'dns' query values found\n"],
    ['/dns-query?dns=AAAA', 400, 'dns: overflow unpacking uint16\n'],
  ])('answers %s with %d', async (path, status, text) => {
    const { port } = await start(`https://.:0 {\n ${secured}\n}`)
    expect(await fetchFrom(port, path)).toMatchObject({ status, body: Buffer.from(text) })
  })

  it.each([
    ['tls cert.pem', "Wrong argument count or unexpected line ending after 'tls'"],
    ['tls /nowhere/a /nowhere/b', 'could not load TLS cert: ENOENT'],
    [`${secured}\n tls a b`, 'TLS already configured for this server instance'],
    [
      `tls ${testdata}/cert.pem ${testdata}/key.pem {\n client_auth maybe\n }`,
      "unknown authentication type 'maybe'",
    ],
  ])('refuses %j', async (lines, message) => {
    await expect(startForTest(`tls://.:0 {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})

interface Fetched {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly cache: string | undefined
  readonly body: Buffer
}

function fetchFrom(port: number, path: string, body?: Buffer): Promise<Fetched> {
  const method = body ? 'POST' : 'GET'
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, rejectUnauthorized: false, agent: false }
    const request = httpsRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('end', () => {
        const { 'content-type': type, 'cache-control': cache } = response.headers
        resolve({ status: response.statusCode, type, cache, body: Buffer.concat(chunks) })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
