import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseCorefile } from './parse-corefile.ts'
import { addressOfReverse, parseZoneAddress, reverseName } from './zone-address.ts'

const folder = mkdtempSync(join(tmpdir(), 'corefile-'))
afterAll(() => rmSync(folder, { recursive: true }))

const parse = (text: string, variables = {}) => parseCorefile({ text, file: 'Corefile', variables })
const at = { file: 'Corefile', line: 1 }

describe('a Corefile', () => {
  it('has server blocks of directives with options', () => {
    expect(
      parse(
        'example.org:1053, example.net {\n  errors # log them\n  forward . "1.1.1.1" {\n policy random\n }\n}',
      ),
    ).toEqual([
      {
        ...at,
        keys: ['example.org:1053', 'example.net'],
        directives: [
          { ...at, line: 2, name: 'errors', arguments: [], body: undefined },
          {
            ...{ ...at, line: 3, name: 'forward', arguments: ['.', '1.1.1.1'] },
            body: [{ ...at, line: 4, name: 'policy', arguments: ['random'], body: undefined }],
          },
        ],
      },
    ])
  })

  it('reads environment variables and quoted words over lines', () => {
    const [block] = parse('.:{$PORT} {\n log "{%A%} \\"b\\"\nc"\n whoami\n}', { PORT: '1053', A: 'x' })
    expect(block?.keys).toEqual(['.:1053'])
    expect(block?.directives).toMatchObject([{ arguments: ['x "b"\nc'] }, { name: 'whoami', line: 4 }])
  })

  it('puts snippets and files where they are imported', () => {
    writeFileSync(join(folder, 'a.conf'), 'cache 30\n')
    writeFileSync(join(folder, 'b.conf'), 'loop\n')
    const [block] = parse(
      `(common) {\n errors\n log\n}\n. {\n import common\n import ${folder}/*.conf\n whoami\n}`,
    )
    expect(block?.directives.map(({ name }) => name)).toEqual(['errors', 'log', 'cache', 'loop', 'whoami'])
  })

  it.each([
    ['. {\n errors', "Corefile:1 - Error during parsing: Unexpected EOF: a '{' is not closed"],
    [
      '. {\n import\n}',
      "Corefile:2 - Error during parsing: Wrong argument count or unexpected line ending after 'import'",
    ],
    ['. {\n import nowhere\n}', 'Corefile:2 - Error during parsing: File to import not found: nowhere'],
    ['.', 'Corefile:1 - Error during parsing: Unexpected EOF'],
    [
      '(a) {\n}\n(a) {\n}',
      'Corefile:3 - Error during parsing: redeclaration of previously declared snippet a',
    ],
    ['(a) {\n import a\n}\n. {\n import a\n}', 'maximum number of imports reached'],
  ])('%j is refused', (text, message) => expect(() => parse(text)).toThrow(message))
})

describe('zone addresses', () => {
  it.each([
    ['.', [{ scheme: 'dns', zone: '.', port: 53 }]],
    ['Example.org:1053', [{ scheme: 'dns', zone: 'example.org.', port: 1053 }]],
    ['tls://.', [{ scheme: 'tls', zone: '.', port: 853 }]],
    ['10.1.0.0/16:54', [{ scheme: 'dns', zone: '1.10.in-addr.arpa.', port: 54 }]],
    ['2001:db8::/32', [{ scheme: 'dns', zone: '8.b.d.0.1.0.0.2.ip6.arpa.', port: 53 }]],
  ])('%s', (key, expected) => expect(parseZoneAddress(key, at)).toEqual(expected))

  it('covers a network between octets by several zones', () => {
    expect(parseZoneAddress('10.0.0.0/15', at).map(({ zone }) => zone)).toEqual([
      '0.10.in-addr.arpa.',
      '1.10.in-addr.arpa.',
    ])
  })

  it('turns addresses into reverse names and back', () => {
    expect(reverseName({ family: 4, value: 0x0a000102n })).toBe('2.1.0.10.in-addr.arpa.')
    expect(addressOfReverse('2.1.0.10.in-addr.arpa.')).toBe('10.0.1.2')
    expect(addressOfReverse(reverseName({ family: 6, value: 1n }))).toBe('::1')
    expect(addressOfReverse('0.10.in-addr.arpa.')).toBeUndefined()
  })

  it('refuses unknown schemes', () => {
    expect(() => parseZoneAddress('ftp://.', at)).toThrow("unsupported scheme 'ftp'")
  })
})
