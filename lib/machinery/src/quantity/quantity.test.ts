import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuantityError } from './parse-quantity.ts'
import { parseQuantity, Quantity } from './quantity.ts'

describe('parseQuantity', () => {
  it.each([
    ['0', '0'],
    ['0Gi', '0'],
    ['-0', '0'],
    ['1000m', '1'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.', '1'],
    ['+1.25', '1250m'],
    ['1500m', '1500m'],
    ['-1500m', '-1500m'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['100000', '100k'],
    ['1024Mi', '1Gi'],
    ['1536Mi', '1536Mi'],
    ['1.5Gi', '1536Mi'],
    ['512Ki', '512Ki'],
    ['0.5Ki', '512'],
    ['1Ki', '1Ki'],
    ['1.1Ki', '1126400m'],
    ['0.0001Ki', '102400u'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['1e4', '10e3'],
    ['12e-3', '12e-3'],
    ['100e0', '100'],
    ['1E', '1E'],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['1.0000000001', '1000000001n'],
    ['9223372036854775807', '9223372036854775807'],
    ['8Ei', '9223372036854775807'],
    ['1000E', '1000E'],
    ['00012', '12'],
    ['1e-1000000', '1e-9'],
  ])('%s is %s', (text, canonical) => {
    expect(parseQuantity(text).toString()).toBe(canonical)
  })

  it('takes numbers as YAML has them', () => {
    expect(String(parseQuantity(2))).toBe('2')
    expect(String(parseQuantity(0.25))).toBe('250m')
    expect(parseQuantity(1e21).value()).toBe(10n ** 21n)
  })

  it.each([
    ['', 'quantities must match'],
    ['1 Gi', 'quantities must match'],
    ['1.1.1', 'quantities must match'],
    ['one', 'quantities must match'],
    ['--1', "unable to parse quantity's suffix"],
    ['1\n', 'quantities must match'],
    ['1GI', 'quantities must match'],
    ['1Gii', "unable to parse quantity's suffix"],
    ['1K', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
    ['1e999999999999', "unable to parse quantity's suffix"],
    ['9'.repeat(2000), 'unable to parse numeric part of quantity'],
  ])('refuses %j', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(QuantityError)
    expect(() => parseQuantity(text)).toThrow(message)
  })
})

describe('Quantity', () => {
  it.each([
    ['100m', 1n, 100n],
    ['-100m', -1n, -100n],
    ['1500u', 1n, 2n],
    ['2Ki', 2048n, 2_048_000n],
    ['1e3', 1000n, 1_000_000n],
    ['0', 0n, 0n],
  ])('%s is %s in units and %s in thousandths, rounded away from zero', (text, value, milli) => {
    expect(parseQuantity(text).value()).toBe(value)
    expect(parseQuantity(text).milliValue()).toBe(milli)
  })

  it('keeps the left side’s format, and takes the right side’s from zero', () => {
    expect(String(parseQuantity('1Gi').add(parseQuantity('1Mi')))).toBe('1025Mi')
    expect(String(parseQuantity('1Gi').add(parseQuantity('1M')))).toBe('1074741824')
    expect(String(parseQuantity('0').add(parseQuantity('1Gi')))).toBe('1Gi')
    expect(String(parseQuantity('1').subtract(parseQuantity('1500m')))).toBe('-500m')
  })

  it('is made of whole numbers and thousandths', () => {
    expect(String(Quantity.of(2048n, 'BinarySI'))).toBe('2Ki')
    expect(String(Quantity.ofMilli(250))).toBe('250m')
    expect(JSON.stringify({ cpu: Quantity.ofMilli(2000) })).toBe('{"cpu":"2"}')
    expect(parseQuantity('1500m').toNumber()).toBe(1.5)
  })

  const suffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'e3', 'e-3']
  const text = fc
    .tuple(fc.integer({ min: -99999, max: 99999 }), fc.nat(999), fc.constantFrom(...suffixes))
    .map(([whole, fraction, suffix]) => `${whole}.${fraction}${suffix}`)

  it('reads back what it prints as the same amount, and prints that the same', () => {
    fc.assert(
      fc.property(text, (written) => {
        const quantity = parseQuantity(written)
        const again = parseQuantity(String(quantity))
        expect(again.compare(quantity)).toBe(0)
        expect(String(again)).toBe(String(quantity))
        expect(String(quantity)).not.toContain('.')
      }),
    )
  })

  it('adds, subtracts and compares as exact numbers do', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [parseQuantity(a), parseQuantity(b)]
        const sum = left.add(right)
        expect(sum.compare(right.add(left))).toBe(0)
        expect(sum.subtract(right).compare(left)).toBe(0)
        expect(left.compare(right)).toBe(left.subtract(right).sign)
        expect(left.subtract(left).isZero).toBe(true)
      }),
    )
  })
})
