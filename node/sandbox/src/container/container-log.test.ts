import { describe, expect, it } from 'vitest'
import { LogFramer, logTimestamp } from './container-log.ts'

describe('a CRI log', () => {
  const framer = (): LogFramer => new LogFramer('stdout', () => 'T')
  const feed = (chunks: readonly string[]): string => {
    const one = framer()
    return Buffer.concat([...chunks.map((chunk) => one.add(Buffer.from(chunk))), one.end()]).toString()
  }

  it.each([
    [['a\nb\n'], 'T stdout F a\nT stdout F b\n'],
    [['a', 'b', '\n'], 'T stdout F ab\n'],
    [['\n\n'], 'T stdout F \nT stdout F \n'],
    [['no end'], 'T stdout P no end\n'],
    [[], ''],
    [['x'.repeat(16_384), '\n'], `T stdout F ${'x'.repeat(16_384)}\n`],
    [['x'.repeat(16_385), '\n'], `T stdout P ${'x'.repeat(16_384)}\nT stdout F x\n`],
    [
      ['x'.repeat(40_000), 'y\n'],
      `T stdout P ${'x'.repeat(16_384)}\nT stdout P ${'x'.repeat(16_384)}\nT stdout F ${'x'.repeat(7_232)}y\n`,
    ],
  ])('frames case %#', (chunks, expected) => expect(feed(chunks)).toBe(expected))

  it('does not tear characters apart', () => {
    const bytes = Buffer.from('größe\n')
    const one = framer()
    const parts = [one.add(bytes.subarray(0, 3)), one.add(bytes.subarray(3))]
    expect(Buffer.concat(parts).toString()).toBe('T stdout F größe\n')
  })

  it('has nine decimals', () =>
    expect(logTimestamp(1_767_225_600_123)).toBe('2026-01-01T00:00:00.123000000Z'))
})
