import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from './decode-message.ts'
import { FormatError, PresentationError } from './dns-error.ts'
import { encodeMessage } from './encode-message.ts'
import { messageOf } from './message.ts'
import { isWithin, labelsOf, parentOf, parseName } from './name.ts'
import { formatRecord, parseRecord, recordOf } from './record.ts'

const question = { name: 'example.org.', type: 'A' as const, class: 'IN' }

describe('messages', () => {
  it.each([
    'a.example.\t5\tIN\tA\t10.0.0.1',
    'a.example.\t5\tIN\tAAAA\t2001:db8::1',
    'a.example.\t5\tIN\tAAAA\t::ffff:a00:1',
    'a.example.\t5\tIN\tCNAME\tb.example.',
    'example.\t5\tIN\tNS\tns.example.',
    'example.\t5\tIN\tSOA\tns.example. admin.example. 1 2 3 4 5',
    '1.0.0.10.in-addr.arpa.\t5\tIN\tPTR\ta.example.',
    'example.\t5\tIN\tMX\t10 mail.example.',
    'example.\t5\tIN\tTXT\t"one \\"two\\"" "\\000\\255"',
    '_http._tcp.example.\t5\tIN\tSRV\t0 50 80 a.example.',
    'example.\t5\tIN\tHINFO\t"ANY obsoleted" "See RFC 8482"',
    'example.\t5\tIN\tCAA\t0 issue "ca.example"',
    'example.\t5\tIN\tDS\t60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
    'example.\t5\tIN\tDNSKEY\t256 3 5 AQPSKmynfzW4kyBv',
    'example.\t5\tIN\tRRSIG\tA 5 3 86400 20030322173103 20030220173103 2642 example. oJB1W6WNGv+ldvQ3',
    'example.\t5\tIN\tNSEC\thost.example. A MX RRSIG NSEC TYPE1234',
    'example.\t5\tIN\tNSEC3\t1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG',
    'example.\t5\tIN\tNAPTR\t100 50 "s" "z3950+N2L+N2C" "" _z3950._tcp.example.',
    'example.\t5\tIN\tSVCB\t1 foo.example. mandatory=alpn,port alpn="h2,h3" port=53 ipv4hint=192.0.2.1',
    'example.\t5\tIN\tHTTPS\t0 foo.example.',
    '_443._tcp.example.\t5\tIN\tTLSA\t3 1 1 0D6FCE13243AA7',
    'example.\t5\tIN\tSSHFP\t2 1 123456789ABCDEF67890',
    'key.\t0\tANY\tTSIG\thmac-sha256. 1594855491 300 c2VjcmV0 12 0 -',
    'example.\t5\tIN\tTYPE65280\t\\# 3 ABCDEF',
    'with\\.dot\\032space.example.\t5\tCLASS32\tTYPE65281\t\\# 0',
  ])('keeps %s through both formats', (text) => {
    const record = parseRecord(text)
    expect(formatRecord(record)).toBe(text)
    const bytes = encodeMessage(messageOf({ id: 1, answers: [record] }))
    expect(decodeMessage(bytes).answers.map(formatRecord)).toEqual([text])
  })

  it('reads the generic form of a type it knows', () => {
    expect(parseRecord('a. 1 IN A \\# 4 0A000001')).toEqual(recordOf('a.', 'A', 1, { address: '10.0.0.1' }))
  })

  it.each([
    'a. IN A 10.0.0',
    'a. IN A 1.2.3.4 5',
    'a. IN NOPE x',
    'a. IN TYPE9 \\# 2 AB',
    `${'a'.repeat(64)}. A 1.1.1.1`,
  ])('refuses %s', (text) => expect(() => parseRecord(text)).toThrow(PresentationError))

  it('writes a name once, and points at it in any later name that ends so', () => {
    const answers = [recordOf('example.org.', 'NS', 60, { target: 'ns.example.org.' })]
    const bytes = encodeMessage(messageOf({ id: 7, questions: [question], answers }))
    expect(bytes.length).toBe(12 + (13 + 4) + (2 + 10) + (3 + 2))
    expect(decodeMessage(bytes)).toMatchObject({ id: 7, questions: [question], answers })
  })

  it('carries EDNS with its options and an extended response code', () => {
    const edns = {
      udpSize: 1232,
      version: 0,
      dnssecOk: true,
      options: [{ code: 3, data: Uint8Array.of(1, 2) }],
    }
    const message = messageOf({ id: 7, rcode: 'BADVERS', isResponse: true, questions: [question], edns })
    expect(decodeMessage(encodeMessage(message))).toEqual(message)
  })

  it('cuts answers at a whole record and says so, keeping EDNS', () => {
    const answers = Array.from({ length: 60 }, (_, index) =>
      recordOf('example.org.', 'A', 60, { address: `10.0.0.${index}` }),
    )
    const edns = { udpSize: 512, version: 0, dnssecOk: false, options: [] }
    const bytes = encodeMessage(messageOf({ id: 7, questions: [question], answers, edns }), 512)
    const { truncated, answers: kept, edns: told } = decodeMessage(bytes)
    expect(bytes.length).toBeLessThanOrEqual(512)
    expect({ truncated, told }).toEqual({ truncated: true, told: edns })
    expect(kept).toEqual(answers.slice(0, kept.length))
  })

  it('leaves additional records out without a word', () => {
    const additionals = [recordOf('b.org.', 'TXT', 1, { texts: ['x'.repeat(200)] })]
    const { truncated, additionals: kept } = decodeMessage(
      encodeMessage(messageOf({ id: 1, questions: [question], additionals }), 100),
    )
    expect({ truncated, kept }).toEqual({ truncated: false, kept: [] })
  })

  it('refuses pointers that lead nowhere, forwards or in a circle', () => {
    const header = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for (const name of [
      [0xc0, 12],
      [0xc0, 14, 0xc0, 12],
      [1, 97, 0xc0, 12],
      [0xc0, 200],
      [0x40, 1],
      [0xc0],
    ]) {
      expect(() => decodeMessage(Uint8Array.from([...header, ...name, 0, 1, 0, 1]))).toThrow(FormatError)
    }
  })

  it('throws nothing but FormatError on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeMessage(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('throws nothing but FormatError on a damaged message, and reads back what it read', () => {
    const answers = [
      'a.b. 5 IN SOA a.b. c.b. 1 2 3 4 5',
      'b. 5 IN SVCB 1 c. port=1',
      'b. 5 IN NSEC c. A MX',
    ].map((text) => parseRecord(text))
    const good = encodeMessage(messageOf({ id: 1, questions: [question], answers }))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Uint8Array.from(good)
        bytes[at] = byte
        try {
          const message = decodeMessage(bytes)
          expect(decodeMessage(encodeMessage(message))).toEqual(message)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('keeps names of any bytes', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(fc.array(label, { maxLength: 5 }), (labels) => {
        const wire = Buffer.concat([
          ...labels.flatMap((bytes) => [Buffer.of(bytes.length), bytes]),
          Buffer.of(0),
        ])
        const header = Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        const bytes = Buffer.concat([header, wire, Buffer.from([0, 1, 0, 1])])
        const message = decodeMessage(bytes)
        expect(encodeMessage(message).equals(bytes)).toBe(true)
        expect(labelsOf(message.questions[0]?.name ?? '')).toHaveLength(labels.length)
      }),
    )
  })
})

describe('names', () => {
  it.each([
    ['a.example.', 'example.', true],
    ['example.', 'example.', true],
    ['badexample.', 'example.', false],
    ['a\\.example.', 'example.', false],
    ['anything.', '.', true],
  ])('%s in %s: %s', (name, zone, expected) => expect(isWithin(name, zone)).toBe(expected))

  it('takes the first label off', () => {
    expect([parentOf('a\\.b.c.'), parentOf('c.'), parentOf('.')]).toEqual(['c.', '.', '.'])
  })

  it.each([
    ['www', 'example.', 'www.example.'],
    ['@', 'example.', 'example.'],
    ['a.b.', 'example.', 'a.b.'],
    ['a\\.', '.', 'a\\..'],
  ])('reads %s below %s as %s', (text, origin, expected) => expect(parseName(text, origin)).toBe(expected))

  it.each(['a..b.', '..', 'a.'.repeat(128)])('refuses %s', (text) =>
    expect(() => parseName(text)).toThrow(PresentationError),
  )
})
