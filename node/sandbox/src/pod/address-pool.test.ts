import { expect, it } from 'vitest'
import { AddressPool } from './address-pool.ts'

it('gives addresses in turn, the one just released last', () => {
  const pool = new AddressPool('10.244.3.0/29')
  expect(pool.gateway).toBe('10.244.3.1')
  pool.keep('10.244.3.3')
  expect([pool.take(), pool.take()]).toEqual(['10.244.3.2', '10.244.3.4'])
  pool.release('10.244.3.2')
  expect([pool.take(), pool.take(), pool.take()]).toEqual(['10.244.3.5', '10.244.3.6', '10.244.3.2'])
  expect(() => pool.take()).toThrow(/no IP addresses available/)
})
