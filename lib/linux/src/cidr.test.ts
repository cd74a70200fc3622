import { describe, expect, it } from 'vitest'
import { addressAt, cidrText, overlaps, parseCidr, subnetAt } from './cidr.ts'
import { usedNetworks } from './cluster-network.ts'

describe('IPv4 networks', () => {
  it.each([
    ['10.244.3.7/16', '10.244.0.0/16'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['1.2.3.4', '1.2.3.4/32'],
    ['200.1.2.3/0', '0.0.0.0/0'],
  ])('%s is in the network %s', (text, network) => expect(cidrText(parseCidr(text))).toBe(network))

  it.each(['', '1.2.3', '1.2.3.256/8', '1.2.3.4/33', '::1/64'])('%j is none', (text) => {
    expect(() => parseCidr(text)).toThrow(/invalid IPv4/)
  })

  it('has addresses from both ends and subnets in turn', () => {
    const cidr = parseCidr('172.30.0.0/24')
    expect([addressAt(cidr, 1), addressAt(cidr, -2)]).toEqual(['172.30.0.1', '172.30.0.254'])
    expect(() => addressAt(cidr, 256)).toThrow('has no address')
    expect(cidrText(subnetAt(parseCidr('10.244.0.0/16'), 24, 255))).toBe('10.244.255.0/24')
    expect(() => subnetAt(parseCidr('10.244.0.0/16'), 24, 256)).toThrow('no /24 with index 256')
  })

  it.each([
    ['10.0.0.0/8', '10.244.0.0/16', true],
    ['10.244.0.0/16', '10.0.0.0/8', true],
    ['10.244.0.0/16', '10.245.0.0/16', false],
  ])('%s overlaps %s: %s', (a, b, expected) => expect(overlaps(parseCidr(a), parseCidr(b))).toBe(expected))

  it('reads the networks in use from routes', () => {
    const routes = `default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
broadcast 127.255.255.255 dev lo table local
unreachable 10.9.0.0/16
`
    expect(usedNetworks(routes).map(cidrText)).toEqual(['192.0.2.0/24', '127.255.255.255/32', '10.9.0.0/16'])
  })
})
