import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RecordType } from '../message/codes.ts'
import { ask, short } from '../testing/ask.ts'
import { startServer } from '../testing/start-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'dns-plugins-'))
afterAll(() => rmSync(folder, { recursive: true }))

const table = 'hosts /nowhere {\n 1.1.1.1 a.example.org\n 2.2.2.2 b.example.net\n fallthrough\n }'

/** The response code and the records of one question to a server block of these lines. */
async function answered(lines: string, name: string, type: RecordType = 'A'): Promise<string[]> {
  const { server, port } = await startServer(`. {\n${lines}\n}`)
  try {
    const { rcode, answers } = await ask(name, type, { port })
    return [rcode, ...short(answers)]
  } finally {
    await server.stop()
  }
}

describe('plugins', () => {
  it.each<[string, string, RecordType, string[]]>([
    [table, 'a.example.org.', 'A', ['NOERROR', 'a.example.org. A 1.1.1.1']],
    [table, '1.1.1.1.in-addr.arpa.', 'PTR', ['NOERROR', '1.1.1.1.in-addr.arpa. PTR a.example.org.']],
    ['hosts /nowhere {\n 1.1.1.1 a\n no_reverse\n }', '1.1.1.1.in-addr.arpa.', 'PTR', ['REFUSED']],
    ['hosts /nowhere {\n 1.1.1.1 a\n }', 'a.', 'AAAA', ['NOERROR']],
    [
      `any\n${table}`,
      'a.example.org.',
      'ANY',
      ['NOERROR', 'a.example.org. HINFO "ANY obsoleted" "See RFC 8482"'],
    ],
    ['chaos Test-1 "A. Author"', 'version.bind.', 'TXT', ['NOERROR', 'version.bind. TXT "Test-1"']],
    ['local', 'localhost.', 'A', ['NOERROR', 'localhost. A 127.0.0.1']],
    ['local', '1.0.0.127.in-addr.arpa.', 'PTR', ['NOERROR', '1.0.0.127.in-addr.arpa. PTR localhost.']],
    [`acl {\n block net 127.0.0.0/8\n }\n${table}`, 'a.example.org.', 'A', ['REFUSED']],
    [
      `acl {\n allow net 127.0.0.1\n block\n }\n${table}`,
      'a.example.org.',
      'A',
      ['NOERROR', 'a.example.org. A 1.1.1.1'],
    ],
    [`acl example.net {\n filter type A\n }\n${table}`, 'b.example.net.', 'A', ['NOERROR']],
    [`rewrite name c.org a.example.org\n${table}`, 'c.org.', 'A', ['NOERROR', 'c.org. A 1.1.1.1']],
    [
      `rewrite name suffix .com .org\n${table}`,
      'a.example.com.',
      'A',
      ['NOERROR', 'a.example.com. A 1.1.1.1'],
    ],
    [
      `rewrite name regex (.*)\\.in\\.org\\.$ {1}.example.net\n${table}`,
      'b.in.org.',
      'A',
      ['NOERROR', 'b.in.org. A 2.2.2.2'],
    ],
    [`rewrite type AAAA A\n${table}`, 'a.example.org.', 'AAAA', ['NOERROR', 'a.example.org. A 1.1.1.1']],
    [
      `rewrite continue name prefix x- y-\nrewrite name y-a.org a.example.org\n${table}`,
      'x-a.org.',
      'A',
      ['NOERROR', 'x-a.org. A 1.1.1.1'],
    ],
    [
      'template IN A org {\n match "^ip-(?P<a>\\d+)-(\\d+)\\."\n answer "{{ .Name }} 60 IN A 10.0.{{ .Group.a }}.{{ index .Match 2 }}"\n }',
      'ip-3-4.org.',
      'A',
      ['NOERROR', 'ip-3-4.org. A 10.0.3.4'],
    ],
    ['template IN A org {\n match ^x\n rcode NXDOMAIN\n }', 'y.org.', 'A', ['SERVFAIL']],
    [
      'template IN A org {\n match ^ip(?P<a>[a-f0-9]{2})\n answer "{{ .Name }} 5 IN A 10.0.0.{{ parseInt .Group.a 16 8 }}"\n }',
      'ipff.org.',
      'A',
      ['NOERROR', 'ipff.org. A 10.0.0.255'],
    ],
    [
      `template IN A org {\n match ^to\n answer "{{ .Name }} 5 IN CNAME a.example.org."\n fallthrough\n }\n${table}`,
      'to.org.',
      'A',
      ['NOERROR', 'to.org. CNAME a.example.org.', 'a.example.org. A 1.1.1.1'],
    ],
    ['rewrite rcode other.org REFUSED NXDOMAIN', 'a.org.', 'A', ['REFUSED']],
    ['rewrite rcode suffix .org 5 NXDOMAIN', 'a.org.', 'A', ['NXDOMAIN']],
    [
      `rewrite cname suffix .old .org\ntemplate IN A net {\n match ^to\n answer "{{ .Name }} 5 IN CNAME a.example.old."\n fallthrough\n }\n${table}`,
      'to.net.',
      'A',
      ['NOERROR', 'to.net. CNAME a.example.org.', 'a.example.org. A 1.1.1.1'],
    ],
    [
      `rewrite stop {\n name suffix .com .org\n answer auto\n }\n${table}`,
      'a.example.com.',
      'A',
      ['NOERROR', 'a.example.com. A 1.1.1.1'],
    ],
    [
      `template IN A org {\n match ^x\n fallthrough\n }\n${table}`,
      'a.example.org.',
      'A',
      ['NOERROR', 'a.example.org. A 1.1.1.1'],
    ],
  ])('%j answers %s %s', async (lines, name, type, expected) => {
    expect(await answered(lines, name, type)).toEqual(expected)
  })

  it('autopath walks the search path at the first question', async () => {
    const path = join(folder, 'resolv.conf')
    writeFileSync(path, 'search ns.svc.local svc.local example.net\n')
    expect(await answered(`autopath ${path}\n${table}`, 'b.ns.svc.local.')).toEqual([
      ...['NOERROR', 'b.ns.svc.local. CNAME b.example.net.', 'b.example.net. A 2.2.2.2'],
    ])
    expect(await answered(`autopath ${path}\n${table}`, 'a.example.org.ns.svc.local.')).toEqual([
      ...['NOERROR', 'a.example.org.ns.svc.local. CNAME a.example.org.', 'a.example.org. A 1.1.1.1'],
    ])
    expect(await answered(`autopath ${path}\n${table}`, 'none.ns.svc.local.')).toEqual(['REFUSED'])
  })

  it('whoami tells the client who it is', async () => {
    const { server, port } = await startServer('. {\n whoami\n}')
    expect(short((await ask('x.org.', 'A', { port })).additionals)).toMatchObject([
      'x.org. A 127.0.0.1',
      expect.stringMatching(/^_udp\.x\.org\. SRV 0 0 \d+ \.$/),
    ])
    await server.stop()
  })

  it('nsid names the server to those who ask', async () => {
    const { server, port } = await startServer('. {\n nsid blue one\n whoami\n}')
    const edns = {
      udpSize: 1232,
      version: 0,
      dnssecOk: false,
      options: [{ code: 3, data: new Uint8Array() }],
    }
    const reply = await ask('x.', 'A', { port, edns })
    expect(Buffer.from(reply.edns?.options[0]?.data ?? []).toString()).toBe('blue one')
    await server.stop()
  })

  it('log writes the common line', async () => {
    const { server, port, logged } = await startServer('. {\n log\n whoami\n}')
    await ask('X.org.', 'A', { port })
    expect(logged).toEqual([
      expect.stringMatching(
        /^127\.0\.0\.1:\d+ - \d+ "A IN x\.org\. udp 23 false 512" NOERROR qr,aa,rd \d+ \d\.\d{9}s$/,
      ),
    ])
    await server.stop()
  })

  it('health, ready and prometheus answer over HTTP', async () => {
    const [health, ready, metrics] = ['127.0.0.1:0', 'localhost:0', '127.0.0.2:0']
    const { server, port } = await startServer(
      `. {\n health ${health}\n ready ${ready}\n prometheus ${metrics}\n whoami\n}`,
    )
    await ask('x.', 'A', { port })
    const get = async (address: string, path: string): Promise<string> =>
      await (await fetch(`http://${address.split(':')[0]}:${server.httpPort(address)}${path}`)).text()
    expect(await get(health as string, '/health')).toBe('OK')
    expect(await get(ready as string, '/ready')).toBe('OK')
    const text = await get(metrics as string, '/metrics')
    expect(text).toContain(
      'coredns_dns_requests_total{server="dns://:0",zone=".",view="",proto="udp",family="1",type="A"} 1',
    )
    expect(text).toContain(
      'coredns_dns_responses_total{server="dns://:0",zone=".",view="",rcode="NOERROR",plugin="whoami"} 1',
    )
    await server.stop()
  })
})
