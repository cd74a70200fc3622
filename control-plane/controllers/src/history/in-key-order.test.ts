import { expect, it } from 'vitest'
import { inKeyOrder } from './in-key-order.ts'

it('orders the keys of all objects, and nothing else', () => {
  const value = { b: [{ z: 1, a: null }, 'x'], $patch: 'replace', a: { d: {}, c: [2, 1] } }
  expect(JSON.stringify(inKeyOrder(value))).toBe(
    '{"$patch":"replace","a":{"c":[2,1],"d":{}},"b":[{"a":null,"z":1},"x"]}',
  )
})
