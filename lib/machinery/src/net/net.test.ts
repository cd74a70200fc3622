import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCidr } from './cidr.ts'
import { formatIp, type Ip, parseIp } from './ip.ts'

const text = (ip: Ip | undefined): string | undefined => ip && formatIp(ip)

describe('parseIp', () => {
  it.each([
    ['10.9.8.7', '10.9.8.7'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('reads %s, which is %s', (written, canonical) => {
    expect(text(parseIp(written))).toBe(canonical)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    '1:2',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    ':1',
    'fe80::1%eth0',
    '12345::',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3',
    '1:2:3:4:5:6:7:1.2.3.4',
  ])('refuses %j', (written) => {
    expect(parseIp(written)).toBeUndefined()
  })

  it('reads back what formatIp prints', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV4(), (v6, v4) => {
        for (const written of [v6, v4]) {
          const ip = parseIp(written)
          expect(ip).toBeDefined()
          expect(parseIp(text(ip) ?? '')).toEqual(ip)
        }
      }),
    )
  })
})

describe('parseCidr', () => {
  it('knows what it contains', () => {
    const cidr = parseCidr('10.244.3.7/16')
    expect(String(cidr)).toBe('10.244.0.0/16')
    expect(text(cidr?.ip)).toBe('10.244.3.7')
    expect(cidr?.size).toBe(65536n)
    expect(cidr?.contains('10.244.255.255')).toBe(true)
    expect(cidr?.contains('10.245.0.0')).toBe(false)
    expect(cidr?.contains('::1')).toBe(false)
    expect(cidr?.contains('nonsense')).toBe(false)
  })

  it.each([
    ['10.0.0.0/8', 1, '10.0.0.1'],
    ['10.0.0.0/24', -1, '10.0.0.255'],
    ['10.0.0.0/24', 256, undefined],
    ['10.0.0.0/24', -257, undefined],
    ['10.0.0.9/32', 0, '10.0.0.9'],
    ['fd00::/108', 10n, 'fd00::a'],
    ['::/0', -1, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('of %s address %s is %s', (block, index, address) => {
    expect(text(parseCidr(block)?.nth(index))).toBe(address)
  })

  it('takes the mapping off IPv4 written in IPv6', () => {
    expect(String(parseCidr('::ffff:10.0.0.0/104'))).toBe('10.0.0.0/8')
    expect(parseCidr('::ffff:10.0.0.0/8')).toBeUndefined()
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/08', '10.0.0/8', '::/129', '/8', '10.0.0.0/'])(
    'refuses %j',
    (written) => {
      expect(parseCidr(written)).toBeUndefined()
    },
  )
})
