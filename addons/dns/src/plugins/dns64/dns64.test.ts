import { type Cidr, parseCidr } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { startForTest } from '../../testing/start-server.ts'
import { translatedAddress } from './dns64.ts'

const hosts = 'hosts /nowhere {\n 192.0.2.1 four.org\n 192.0.2.2 both.org\n 2001:db8::2 both.org\n }'

describe('dns64', () => {
  it.each([
    ['allow_ipv4', 'four.org.', ['four.org. AAAA 64:ff9b::c000:201']],
    ['allow_ipv4', 'both.org.', ['both.org. AAAA 2001:db8::2']],
    ['allow_ipv4\n translate_all', 'both.org.', ['both.org. AAAA 64:ff9b::c000:202']],
    ['allow_ipv4\n prefix 2001:db8:1::/64', 'four.org.', ['four.org. AAAA 2001:db8:1:0:c0:2:100:0']],
    ['translate_all', 'four.org.', []],
  ])('with %j answers %s with %j', async (options, name, expected) => {
    const test = await startForTest(`. {\n dns64 {\n ${options}\n }\n ${hosts}\n}`)
    expect(short((await ask(name, 'AAAA', test)).answers)).toEqual(expected)
    expect(short((await ask(name, 'A', test)).answers)[0]).toMatch(/ A 192/)
  })

  // The table of RFC 6052, section 2.4.
  it.each([
    ['2001:db8::/32', '2001:db8:c000:221::'],
    ['2001:db8:100::/40', '2001:db8:1c0:2:21::'],
    ['2001:db8:122::/48', '2001:db8:122:c000:2:2100::'],
    ['2001:db8:122:300::/56', '2001:db8:122:3c0:0:221::'],
    ['2001:db8:122:344::/64', '2001:db8:122:344:c0:2:2100:0'],
    ['2001:db8:122:344::/96', '2001:db8:122:344::c000:221'],
  ])('puts an address behind %s', (prefix, expected) => {
    expect(translatedAddress(parseCidr(prefix) as Cidr, '192.0.2.33')).toBe(expected)
  })

  it.each([
    ['dns64 10.0.0.0/8', 'invalid netmask 32 IPv6 address: "10.0.0.0/8"'],
    ['dns64 64:ff9b::/97', 'invalid prefix length "64:ff9b::/97"'],
    ['dns64 {\n other\n }', "unknown property 'other'"],
  ])('refuses %j', async (lines, message) => {
    await expect(startForTest(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
