import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dns } from './dns.ts'

const folder = mkdtempSync(join(tmpdir(), 'knarr-dns-'))
afterAll(() => rmSync(folder, { recursive: true }))

let printed: string[] = []

beforeEach(() => {
  printed = []
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text) => void printed.push(text))
})
afterEach(() => vi.restoreAllMocks())

function written(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const plugin = `export default {
  name: 'fixed',
  before: 'forward',
  setup: () => () => async () => ({ rcode: 'NXDOMAIN', answers: [], authorities: [], additionals: [] }),
}
`

describe('knarr dns -validate', () => {
  it('takes a Corefile that could be run, and needs no cluster for it', async () => {
    const file = written(
      'good',
      '. {\n kubernetes cluster.local {\n pods verified\n }\n forward . 1.1.1.1\n}\n',
    )
    expect(await dns(['-validate', '-conf', file])).toBe(0)
    expect(printed).toEqual([`${file} is valid`])
  })

  it('says what is wrong with one that could not', async () => {
    const file = written('bad', '. {\n errors\n wings\n}\n')
    expect(await dns(['-validate', '-conf', file])).toBe(1)
    expect(printed).toEqual([`${file}:3 - Error during parsing: Unknown directive 'wings'`])
  })

  it('knows the plugins that are loaded', async () => {
    const file = written('own', '. {\n fixed\n}\n')
    expect(await dns(['-validate', '-conf', file, '-load', written('fixed.mjs', plugin)])).toBe(0)
  })
})

describe('knarr dns -load', () => {
  it('puts a plugin where it says', async () => {
    expect(await dns(['-plugins', '-load', written('order.mjs', plugin)])).toBe(0)
    const order = printed.join('\n').split('\n')
    expect(order.indexOf('dns.fixed')).toBe(order.indexOf('dns.forward') - 1)
  })

  it.each([
    ['absent.mjs', undefined, /^cannot load .*absent\.mjs: /],
    ['empty.mjs', 'export default {}', /its default export is no plugin with a name and a function setup$/],
    ['taken.mjs', plugin.replace('fixed', 'cache'), /there is a plugin cache already$/],
    ['lost.mjs', plugin.replace("'forward'", "'nowhere'"), /there is no plugin nowhere to stand before$/],
  ])('refuses %s', async (name, text, message) => {
    const file = text === undefined ? join(folder, name) : written(name, text)
    await expect(dns(['-plugins', '-load', file])).rejects.toThrow(message)
  })
})
