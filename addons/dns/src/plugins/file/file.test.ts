import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordType } from '../../message/codes.ts'
import { ask, short } from '../../testing/ask.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'zones-'))
const zone = `$TTL 1h
@   IN SOA ns admin ( 2024 ; serial
       7200 3600 1209600 300 )
    NS ns
    MX 10 mail
ns  A 10.0.0.1
mail 60 IN A 10.0.0.2
www CNAME web
web A 10.0.0.3 ; the one
    TXT "semi;colon" "(not a parenthesis)"
*.wild A 10.0.0.4
a.deep A 10.0.0.5
sub NS ns.sub
ns.sub A 10.0.0.6
out CNAME other.example.net.
$ORIGIN more.example.org.
x   A 10.0.0.7
`

describe('file', () => {
  let test: TestServer
  beforeAll(async () => {
    writeFileSync(join(folder, 'db.org'), zone)
    test = await startServer(
      `example.org {\n root ${folder}\n file db.org\n}\nexample.net {\n hosts /nowhere {\n 9.9.9.9 other.example.net\n }\n}`,
    )
  })
  afterAll(async () => {
    await test.server.stop()
    rmSync(folder, { recursive: true })
  })

  it.each<[string, RecordType, string[]]>([
    ['example.org.', 'MX', ['example.org. MX 10 mail.example.org.']],
    ['www.example.org.', 'A', ['www.example.org. CNAME web.example.org.', 'web.example.org. A 10.0.0.3']],
    ['web.example.org.', 'TXT', ['web.example.org. TXT "semi;colon" "(not a parenthesis)"']],
    ['any.wild.example.org.', 'A', ['any.wild.example.org. A 10.0.0.4']],
    ['x.more.example.org.', 'A', ['x.more.example.org. A 10.0.0.7']],
    ['out.example.org.', 'A', ['out.example.org. CNAME other.example.net.', 'other.example.net. A 9.9.9.9']],
  ])('answers %s %s', async (name, type, expected) => {
    const { answers, authoritative } = await ask(name, type, test)
    expect({ answers: short(answers), authoritative }).toEqual({ answers: expected, authoritative: true })
  })

  it.each([
    ['NXDOMAIN', 'none.example.org.', 'A'],
    ['NOERROR', 'web.example.org.', 'AAAA'],
    ['NOERROR', 'deep.example.org.', 'A'],
  ] as const)('denies with %s: %s', async (rcode, name, type) => {
    const reply = await ask(name, type, test)
    expect({ rcode: reply.rcode, answers: reply.answers }).toEqual({ rcode, answers: [] })
    expect(reply.authorities).toMatchObject([{ type: 'SOA', ttl: 300 }])
  })

  it('refers to the servers of a zone below, with their addresses', async () => {
    const reply = await ask('a.sub.example.org.', 'A', test)
    expect(reply.authoritative).toBe(false)
    expect(short(reply.authorities)).toEqual(['sub.example.org. NS ns.sub.example.org.'])
    expect(short(reply.additionals)).toEqual(['ns.sub.example.org. A 10.0.0.6'])
  })

  it.each([
    ['@ A 1.1.1.1\n', 'zone example.org. has no SOA record'],
    ['@ SOA a b ( 1 2 3 4 5\n', 'a parenthesis is not closed'],
    ['@ SOA a b 1 2 3 4 5\n\nx A nothing\n', 'line 3: "nothing" is no IPv4 address'],
  ])('refuses a file of %j', async (text, message) => {
    writeFileSync(join(folder, 'bad'), text)
    await expect(startServer(`example.org {\n file ${folder}/bad\n}`)).rejects.toThrow(message)
  })
})
