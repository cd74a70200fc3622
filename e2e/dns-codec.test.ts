import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../addons/dns/src/message/decode-message.ts'
import { encodeMessage } from '../addons/dns/src/message/encode-message.ts'
import { type Message, messageOf } from '../addons/dns/src/message/message.ts'
import { formatRecord, parseRecord, type ResourceRecord } from '../addons/dns/src/message/record.ts'

const script = new URL('support/dnspython-codec.py', import.meta.url).pathname

interface Made {
  readonly wire?: string
  readonly text?: readonly string[]
  readonly error?: string
}

/** What the independent codec makes of each line. */
function dnspython(lines: readonly object[]): Made[] {
  const input = lines.map((line) => JSON.stringify(line)).join('\n')
  const output = execFileSync('/usr/bin/python3', [script], { input, encoding: 'utf8', maxBuffer: 256 << 20 })
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const hex = (message: Message): string => encodeMessage(message).toString('hex')

const records = [
  'a.example.\t5\tIN\tA\t10.0.0.1',
  'a.example.\t5\tIN\tAAAA\t2001:db8::1',
  'a.example.\t5\tIN\tAAAA\t::ffff:10.0.0.1',
  'a.example.\t5\tIN\tCNAME\tb.example.',
  'a.example.\t5\tIN\tDNAME\tb.example.',
  'example.\t5\tIN\tNS\tns.example.',
  'example.\t5\tIN\tSOA\tns.example. admin.example. 1 2 3 4 5',
  '1.0.0.10.in-addr.arpa.\t5\tIN\tPTR\ta.example.',
  'example.\t5\tIN\tMX\t10 mail.example.',
  'example.\t5\tIN\tTXT\t"one \\"two\\"" "\\000\\255"',
  'example.\t5\tIN\tSPF\t"v=spf1 -all"',
  '_http._tcp.example.\t5\tIN\tSRV\t0 50 80 a.example.',
  'example.\t5\tIN\tHINFO\t"ANY obsoleted" "See RFC 8482"',
  'example.\t5\tIN\tRP\tadmin.example. text.example.',
  'example.\t5\tIN\tAFSDB\t1 host.example.',
  'example.\t5\tIN\tKX\t10 host.example.',
  'example.\t5\tIN\tCAA\t0 issue "ca.example"',
  'example.\t5\tIN\tURI\t10 1 "https://example/path"',
  'example.\t5\tIN\tDS\t60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  'example.\t5\tIN\tCDS\t60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  'example.\t5\tIN\tDNSKEY\t256 3 5 AQPSKmynfzW4kyBv',
  'example.\t5\tIN\tCDNSKEY\t256 3 5 AQPSKmynfzW4kyBv',
  'example.\t5\tIN\tRRSIG\tA 5 3 86400 20030322173103 20030220173103 2642 example. oJB1W6WNGv+ldvQ3',
  'example.\t5\tIN\tNSEC\thost.example. A MX RRSIG NSEC TYPE1234',
  'example.\t5\tIN\tNSEC3\t1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG',
  'example.\t5\tIN\tNSEC3PARAM\t1 0 12 AABBCCDD',
  'example.\t5\tIN\tNAPTR\t100 50 "s" "z3950+N2L+N2C" "" _z3950._tcp.example.',
  'example.\t5\tIN\tSVCB\t1 foo.example. mandatory=alpn,port alpn="h2,h3" port=53 ipv4hint=192.0.2.1',
  'example.\t5\tIN\tHTTPS\t1 . alpn="h2" ipv6hint=2001:db8::1',
  '_443._tcp.example.\t5\tIN\tTLSA\t3 1 1 0D6FCE13243AA7AA',
  'example.\t5\tIN\tSMIMEA\t3 1 1 0D6FCE13243AA7AA',
  'example.\t5\tIN\tSSHFP\t2 1 123456789ABCDEF67890123456789ABCDEF67890',
  'example.\t5\tIN\tOPENPGPKEY\tAQPSKmynfzW4kyBv',
  'example.\t5\tIN\tZONEMD\t2018031900 1 1 C68090D90A7AED716BC459F9340E3D7C1370D4D24B7E2FC3A1DDC0B9A87153B9A9713B3C9AE5CC27777F98B8E730044C',
  'example.\t5\tIN\tDHCID\tAAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
  'example.\t5\tIN\tCERT\t1 2 3 AQPSKmynfzW4kyBv',
  'example.\t5\tIN\tTYPE65280\t\\# 3 ABCDEF',
  'with\\.dot\\032space.example.\t5\tIN\tA\t10.0.0.1',
]

const label = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcxyz019-_') })
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => `${labels.join('.')}.`)
const u16 = fc.nat(0xffff)
const address = fc.tuple(...[1, 2, 3, 4].map(() => fc.nat(255))).map((bytes) => bytes.join('.'))
const ipv6 = fc
  .array(u16, { minLength: 8, maxLength: 8 })
  .map((parts) => parts.map((part) => part.toString(16)).join(':'))
const word = fc
  .string({ maxLength: 30, unit: fc.constantFrom(...'abc XYZ;=019') })
  .map((text) => JSON.stringify(text))
const data = fc.oneof(
  address.map((ip) => `A\t${ip}`),
  ipv6.map((ip) => `AAAA\t${ip}`),
  name.map((target) => `NS\t${target}`),
  name.map((target) => `CNAME\t${target}`),
  name.map((target) => `PTR\t${target}`),
  fc.tuple(u16, name).map(([preference, target]) => `MX\t${preference} ${target}`),
  fc.array(word, { minLength: 1, maxLength: 4 }).map((texts) => `TXT\t${texts.join(' ')}`),
  fc.tuple(name, name, u16, u16, u16, u16, u16).map((fields) => `SOA\t${fields.join(' ')}`),
)
const record = fc
  .tuple(name, fc.nat(86_400), data)
  .map(([owner, ttl, rest]): ResourceRecord => parseRecord(`${owner}\t${ttl}\tIN\t${rest}`))
const section = fc.array(record, { maxLength: 8 })
const message = fc
  .tuple(u16, name, section, section, section)
  .map(([id, asked, answers, authorities, additionals]) =>
    messageOf({
      ...{
        id,
        isResponse: true,
        recursionDesired: id % 2 === 0,
        questions: [{ name: asked, type: 'A', class: 'IN' }],
      },
      ...{ answers, authorities, additionals },
    }),
  )

/** Their names are pointed at by dnspython, which RFC 2782 and RFC 3403 forbid. */
const uncompressed = new Set(['SRV', 'NAPTR'])

describe('the codec, beside dnspython', () => {
  const theirs = dnspython(records.map((text) => ({ text })))
  const ours = records.map((text) => hex(messageOf({ id: 1, answers: [parseRecord(text)] })))
  const readBack = dnspython(ours.map((wire) => ({ wire })))
  const cases = records.map((text, index) => ({
    text,
    theirs: theirs[index],
    wire: ours[index],
    back: readBack[index],
  }))

  it.each(cases)('writes $text alike', ({ text, theirs: made, wire, back }) => {
    expect(made?.error).toBeUndefined()
    expect(back?.text).toEqual(made?.text)
    if (!uncompressed.has(parseRecord(text).type)) expect(wire).toBe(made?.wire)
  })

  it.each(cases)('reads $text alike', ({ text, theirs: made }) => {
    const { answers } = decodeMessage(Buffer.from(made?.wire ?? '', 'hex'))
    expect(answers.map(formatRecord)).toEqual([formatRecord(parseRecord(text))])
  })

  it('writes any messages so that they are read, and written again as the same bytes', () => {
    const messages = fc.sample(message, { numRuns: 2000, seed: 1 })
    const made = dnspython(messages.map((one) => ({ wire: hex(one) })))
    for (const [index, one] of messages.entries()) expect(made[index]).toMatchObject({ wire: hex(one) })
  })
})
