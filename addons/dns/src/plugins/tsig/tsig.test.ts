import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { startForTest, startServer } from '../../testing/start-server.ts'
import { parseKeyFile } from './key-file.ts'

const run = promisify(execFile)
const secret = 'NoTCJU+DMqFWywaPyxSijrDEA/eC3nK0xi3AMEZuPVk='
const other = 'X28hl0BOfAL5G0jsmJWSacrwn7YRm2f6U5brnzwWEus='
const folder = mkdtempSync(join(tmpdir(), 'dns-tsig-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What an independent client says, which checks the signatures of answers. */
async function dig(port: number, ...options: string[]): Promise<string> {
  const at = ['@127.0.0.1', '-p', String(port), '+tries=1', '+time=3']
  return (await run('dig', [...at, ...options])).stdout
}

const block = (more: string): string =>
  `example.org {\n tsig {\n secret key. ${secret}\n ${more}\n }\n template IN A {\n answer "{{ .Name }} 5 IN A 1.2.3.4"\n }\n}`

describe('tsig', () => {
  it.each(['hmac-sha1', 'hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'])(
    'checks and signs by %s as dig does',
    async (algorithm) => {
      const { port } = await startForTest(block('require all'))
      const output = await dig(port, '-y', `${algorithm}:key.:${secret}`, 'a.example.org')
      expect(output).toMatch(/status: NOERROR[\s\S]*1\.2\.3\.4[\s\S]*TSIG[\s\S]*NOERROR/)
      expect(output).not.toContain('verify a TSIG')
    },
  )

  it('refuses what is not signed where it must be, and lets by what need not', async () => {
    const { port } = await startForTest(block('require AAAA TXT'))
    expect(await dig(port, 'a.example.org', 'TXT')).toContain('status: REFUSED')
    expect(await dig(port, 'a.example.org')).toContain('1.2.3.4')
  })

  it.each([
    ['BADSIG', `hmac-sha256:key.:${other}`],
    ['BADKEY', `hmac-sha256:stranger.:${secret}`],
  ])('says %s of a signature that does not hold, unsigned', async (error, key) => {
    const { port } = await startForTest(block(''))
    const output = await dig(port, '-y', key, 'a.example.org')
    expect(output).toMatch(new RegExp(`status: NOTAUTH[\\s\\S]*${error}`))
    expect(output).not.toContain('1.2.3.4')
  })

  it('says BADTIME, signed, of a signature that comes too late', async () => {
    const { port } = await startForTest(block(''))
    const output = await dig(port, '-y', `hmac-sha256:key.:${secret}`, '+fuzztime=1000000', 'a.example.org')
    expect(output).toMatch(/status: NOTAUTH[\s\S]*BADTIME/)
  })

  it('signs every message of a zone that is handed over', async () => {
    const names = Array.from(
      { length: 900 },
      (_, index) => `h${index} IN A 10.0.${index >> 8}.${index & 255}`,
    )
    const zone = ['$ORIGIN example.org.', '@ 60 IN SOA ns host 7 1 1 1 1', '@ IN NS ns', 'ns IN A 10.1.1.1']
    writeFileSync(join(folder, 'zone'), `${[...zone, ...names].join('\n')}\n`)
    writeFileSync(join(folder, 'keys'), `key "key." {\n algorithm hmac-sha256;\n secret "${secret}";\n};\n`)
    const { port } = await startForTest(
      `example.org {\n root ${folder}\n tsig {\n secrets keys\n require AXFR\n }\n transfer {\n to *\n }\n file zone\n}`,
    )
    expect(await dig(port, 'example.org', 'AXFR')).toContain('Transfer failed')
    const output = await dig(port, '-y', `hmac-sha256:key.:${secret}`, 'example.org', 'AXFR')
    expect(output.slice(-200)).toMatch(/XFR size: 904 records \(messages [5-9]/)
    expect(output).not.toContain('verify a TSIG')
  })

  it.each([
    [`secret key. ${secret}\n secret KEY ${secret}`, 'key "key." redefined'],
    ['secret key.', 'Wrong argument count'],
    ['require', 'Wrong argument count'],
    ['require EVERYTHING', "unknown query type 'EVERYTHING'"],
    ['trust me', "unknown property 'trust'"],
    ['secrets /nowhere/keys', 'ENOENT'],
  ])('refuses %j', async (line, message) => {
    await expect(startServer(`. {\n tsig {\n ${line}\n }\n}`)).rejects.toThrow(message)
  })
})

describe('parseKeyFile', () => {
  it('reads keys with and without quotes', () => {
    expect(parseKeyFile('key a. {\n secret x;\n};\nkey "b." { algorithm hmac-sha1; secret "y"; };')).toEqual([
      ['a.', 'x'],
      ['b.', 'y'],
    ])
  })

  it.each([
    ['zone "a" { };', 'unexpected token "zone"'],
    ['key "a" { algorithm hmac-sha1; };', 'expected secret for key "a"'],
    ['key "a" { secret x; owner me; };', 'unexpected token "owner"'],
  ])('refuses %j', (text, message) => {
    expect(() => parseKeyFile(text)).toThrow(message)
  })
})
