import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createLogger, type LoggerOptions, silentLogger } from './logger.ts'

function lines(options: Partial<LoggerOptions> = {}): { written: string[]; options: LoggerOptions } {
  const written: string[] = []
  const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
  return { written, options: { clock, write: (line) => written.push(line), ...options } }
}

describe('createLogger', () => {
  it('writes klog lines: level, time, name, message, key-values', () => {
    const { written, options } = lines()
    const logger = createLogger(options).child('kubelet', { node: 'n1' }).child('pleg')
    logger.info('Pod "started"', { pod: 'default/web', restarts: 2, labels: { a: 'b' }, gone: undefined })
    logger.error('Failed', { err: new Error('outer', { cause: new Error('inner') }) })
    expect(written).toEqual([
      'I0102 03:04:05.678000 kubelet.pleg] "Pod \\"started\\"" node="n1" pod="default/web" restarts=2 ' +
        'labels={"a":"b"} gone=null\n',
      'E0102 03:04:05.678000 kubelet.pleg] "Failed" node="n1" err="outer: inner"\n',
    ])
  })

  it('writes JSON lines', () => {
    const { written, options } = lines({ format: 'json', name: 'knarr' })
    createLogger(options).warn('Odd', {
      err: new Error('x'),
      size: 2n ** 70n,
      nested: { err: new Error('y') },
    })
    expect(JSON.parse(written[0] ?? '')).toEqual({
      ts: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      level: 'warn',
      logger: 'knarr',
      msg: 'Odd',
      err: 'x',
      size: String(2n ** 70n),
      nested: { err: 'y' },
    })
  })

  it.each([
    ['error', ['E']],
    ['warn', ['E', 'W']],
    ['info', ['E', 'W', 'I']],
    ['debug', ['E', 'W', 'I', 'D']],
  ] as const)('at level %s writes %j', (level, expected) => {
    const { written, options } = lines({ level })
    const logger = createLogger(options)
    logger.error('')
    logger.warn('')
    logger.info('')
    logger.debug('')
    expect(written.map((line) => line[0])).toEqual(expected)
    expect(logger.isEnabled('debug')).toBe(level === 'debug')
  })

  it('does not fail over what cannot be written', () => {
    const { written, options } = lines({ format: 'json' })
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    createLogger(options).info('Cycle', { cycle })
    expect(written).toHaveLength(1)
    expect(() => silentLogger.child('x').error('nothing')).not.toThrow()
  })
})
