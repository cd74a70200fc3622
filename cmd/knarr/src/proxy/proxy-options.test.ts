import { describe, expect, it } from 'vitest'
import { nodePortAddressesOf, parseProxyOptions } from './proxy-options.ts'

describe('options of knarr proxy', () => {
  it('are those of upstream with its defaults', () => {
    expect(parseProxyOptions([])).toMatchObject({
      ...{ bindAddress: '0.0.0.0', cleanup: false },
      ...{ health: { host: '0.0.0.0', port: 10_256 }, metrics: { host: '127.0.0.1', port: 10_249 } },
      ...{ masqueradeAll: false, clusterCidrs: [], choice: { mode: 'nftables' } },
    })
    expect(parseProxyOptions(['--healthz-bind-address=', '--metrics-bind-address=[::1]:99'])).toMatchObject({
      ...{ health: undefined, metrics: { host: '::1', port: 99 } },
    })
    expect(parseProxyOptions(['--healthz-port=0', '--metrics-port=99'])).toMatchObject({
      ...{ health: undefined, metrics: { host: '127.0.0.1', port: 99 } },
    })
    const named = parseProxyOptions(['--hostname-override= Node-1', '--cluster-cidr=10.244.0.0/16,fd00::/56'])
    expect(named).toMatchObject({ hostnameOverride: 'node-1', clusterCidrs: ['10.244.0.0/16', 'fd00::/56'] })
  })

  it.each([
    ['--metrics-bind-address=here:1', /must be ADDRESS or ADDRESS:PORT/],
    ['--bind-address=here', /"here" for --bind-address/],
    ['--cluster-cidr=10.0.0.0', /"10.0.0.0" for --cluster-cidr: must be a valid CIDR block/],
    ['--nodeport-addresses=10.0.0.0/33', /"10.0.0.0\/33" for --nodeport-addresses/],
    ['--nodeport-addresses=primary,10.0.0.0/8', /can't use both/],
    ['extra', /unknown command "extra"/],
  ])('are refused: %s', (arg, message) => {
    expect(() => parseProxyOptions([arg])).toThrow(message)
  })

  it('answer node ports at the node, or where the machine has addresses in the networks wanted', () => {
    const machine = ['10.1.0.1', '192.168.0.2', 'fd00::1']
    expect(nodePortAddressesOf([], ['192.168.0.2'], machine)).toEqual(['192.168.0.2'])
    expect(nodePortAddressesOf(['primary'], ['192.168.0.2'], machine)).toEqual(['192.168.0.2'])
    expect(nodePortAddressesOf(['10.0.0.0/8', '::/0'], ['192.168.0.2'], machine)).toEqual([
      '10.1.0.1',
      'fd00::1',
    ])
  })
})
