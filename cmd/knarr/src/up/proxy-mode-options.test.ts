import { describe, expect, it } from 'vitest'
import { parseUpOptions, type UpOptions } from './up-options.ts'

const proxyOf = (...args: string[]): UpOptions['proxy'] => (parseUpOptions(args) as UpOptions).proxy

describe('options of the proxy mode', () => {
  it('are those of upstream, and nftables unless told otherwise', () => {
    expect(proxyOf()).toMatchObject({
      mode: 'nftables',
      ipvs: { scheduler: 'rr', syncPeriodMs: 30_000, minSyncPeriodMs: 0, strictArp: false, excludeCidrs: [] },
    })
    const ipvs = proxyOf(
      ...['--proxy-mode=ipvs', '--ipvs-scheduler=lc', '--ipvs-sync-period=1m', '--ipvs-strict-arp'],
      ...['--ipvs-exclude-cidrs=10.99.0.0/16,fd00::/8', '--ipvs-udp-timeout=5s'],
    )
    expect(ipvs).toMatchObject({
      mode: 'ipvs',
      ipvs: { scheduler: 'lc', syncPeriodMs: 60_000, strictArp: true, udpTimeoutMs: 5_000 },
    })
    expect(proxyOf('--proxy-mode=iptables', '--iptables-localhost-nodeports=false')).toMatchObject({
      ...{ mode: 'iptables', masqueradeBit: 14 },
      iptables: { localhostNodePorts: false, syncPeriodMs: 30_000, minSyncPeriodMs: 1_000 },
    })
    expect(ipvs.ipvs.excludeCidrs).toEqual(['10.99.0.0/16', 'fd00::/8'])
  })

  it.each([
    ['--proxy-mode=userspace', '--proxy-mode'],
    ['--iptables-sync-period=0s', 'invalid --iptables-sync-period: must be greater than 0'],
    ['--iptables-masquerade-bit=32', 'must be within the range [0, 31]'],
    ['--ipvs-scheduler=fair', 'must be one of rr, wrr, lc'],
    ['--ipvs-sync-period=0s', 'must be greater than 0'],
    ['--ipvs-min-sync-period=31s', 'must be greater than or equal to --ipvs-min-sync-period'],
    ['--ipvs-exclude-cidrs=10.0.0.0', 'must be a valid CIDR block'],
    ['--ipvs-exclude-cidrs=10.0.0.0/33', 'must be a valid CIDR block'],
  ])('refuse %s', (argument, message) => {
    expect(() => proxyOf(argument)).toThrow(message)
  })
})
