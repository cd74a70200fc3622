import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'auto-'))
const put = (name: string, address: string, time: number): void => {
  writeFileSync(join(folder, name), `@ 5 SOA ns me 1 2 3 4 5\na 5 A ${address}\n`)
  utimesSync(join(folder, name), time, time)
}

describe('auto', () => {
  let test: TestServer
  beforeAll(async () => {
    put('db.one.org', '192.0.2.1', 1)
    put('ignored.org', '192.0.2.1', 1)
    test = await startServer(`. {\n auto org {\n directory ${folder}\n reload 20ms\n }\n whoami\n}`)
  })
  afterAll(async () => {
    await test.server.stop()
    rmSync(folder, { recursive: true })
  })
  const lookup = async (name: string) => short((await ask(name, 'A', test)).answers)

  it('answers from the files that have the name of a zone', async () => {
    expect(await lookup('a.one.org.')).toEqual(['a.one.org. A 192.0.2.1'])
    expect((await ask('b.one.org.', 'A', test)).rcode).toBe('NXDOMAIN')
    expect(await lookup('a.ignored.org.')).toEqual([])
  })

  it('sees files come, change, be broken, and go', async () => {
    put('db.two.org', '192.0.2.2', 1)
    put('db.one.org', '192.0.2.9', 2)
    await expect.poll(() => lookup('a.two.org.')).toEqual(['a.two.org. A 192.0.2.2'])
    await expect.poll(() => lookup('a.one.org.')).toEqual(['a.one.org. A 192.0.2.9'])
    writeFileSync(join(folder, 'db.two.org'), 'nonsense')
    await expect.poll(() => test.logged.join()).toContain("Parse zone `two.org.': line 1")
    expect(await lookup('a.two.org.')).toEqual(['a.two.org. A 192.0.2.2'])
    rmSync(join(folder, 'db.two.org'))
    await expect.poll(() => lookup('a.two.org.')).toEqual([])
  })

  it.each([
    ['auto', 'no directory to read zones from'],
    [`auto {\n directory ${folder} db\n }`, 'Need at least one sub expression'],
    [`auto {\n directory ${folder} (\n }`, 'missing closing )'],
    ['auto {\n other\n }', "unknown property 'other'"],
  ])('refuses %j', async (lines, message) => {
    await expect(startServer(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
