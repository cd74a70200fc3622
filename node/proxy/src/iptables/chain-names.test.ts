import { describe, expect, it } from 'vitest'
import { endpoint, servicePort } from '../testing/cases.ts'
import { endpointChainOf, isServiceChain, serviceChainsOf, targetOf } from './chain-names.ts'

describe('chains of a service', () => {
  it("have upstream's names", () => {
    expect(serviceChainsOf(servicePort())).toEqual({
      ...{ cluster: 'KUBE-SVC-XPGD46QRK7WJZT7O', local: 'KUBE-SVL-XPGD46QRK7WJZT7O' },
      ...{ firewall: 'KUBE-FW-XPGD46QRK7WJZT7O', external: 'KUBE-EXT-XPGD46QRK7WJZT7O' },
    })
    const at = targetOf(endpoint('10.180.0.1'))
    expect(endpointChainOf(servicePort(), at)).toBe('KUBE-SEP-SXIVWICOYRO3J4NJ')
    expect(targetOf(endpoint('fd00::1'))).toBe('[fd00::1]:80')
  })

  it.each([
    ['KUBE-SEP-SXIVWICOYRO3J4NJ', true],
    ['KUBE-SERVICES', false],
  ])('are told from others: %s', (chain, isOne) => {
    expect(isServiceChain(chain)).toBe(isOne)
  })
})
