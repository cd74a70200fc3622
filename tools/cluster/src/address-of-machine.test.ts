import type { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { addressOfMachine } from './address-of-machine.ts'

const interfacesWith = (...addresses: object[]): typeof networkInterfaces =>
  (() => ({ some: addresses })) as unknown as typeof networkInterfaces

describe('addressOfMachine', () => {
  it('is the first that others can reach', () => {
    const loopback = { internal: true, family: 'IPv4', address: '127.0.0.1' }
    const ipv6 = { internal: false, family: 'IPv6', address: 'fe80::1' }
    const lan = { internal: false, family: 'IPv4', address: '192.0.2.7' }
    expect(addressOfMachine(interfacesWith(loopback, ipv6, lan))).toBe('192.0.2.7')
    expect(addressOfMachine(interfacesWith(loopback, ipv6))).toBe('127.0.0.1')
  })
})
