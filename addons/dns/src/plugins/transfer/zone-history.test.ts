import { describe, expect, it } from 'vitest'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import { short } from '../../testing/ask.ts'
import { isNewer, ZoneHistory } from './zone-history.ts'

const soa = (serial: number): ResourceRecord =>
  recordOf('org.', 'SOA', 30, {
    ...{ mname: 'ns.org.', rname: 'me.org.', serial, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  })
const a = (name: string, address: string): ResourceRecord => recordOf(name, 'A', 30, { address })

describe('ZoneHistory', () => {
  const first = [soa(1), a('kept.org.', '1.1.1.1'), a('gone.org.', '2.2.2.2'), a('moved.org.', '3.3.3.3')]
  const second = [soa(2), a('kept.org.', '1.1.1.1'), a('moved.org.', '4.4.4.4'), a('fresh.org.', '5.5.5.5')]

  it('writes what went and what came, each after the SOA of its version', () => {
    const history = new ZoneHistory()
    history.remember(first)
    expect(
      short(history.since(1, second) ?? []).map((text) => text.replace(/SOA ns.org. me.org. (\d+).*/, '$1')),
    ).toEqual([
      'org. 2',
      ...['org. 1', 'gone.org. A 2.2.2.2', 'moved.org. A 3.3.3.3'],
      ...['org. 2', 'moved.org. A 4.4.4.4', 'fresh.org. A 5.5.5.5'],
      'org. 2',
    ])
  })

  it('knows nothing of versions nobody was handed, nor of those long ago', () => {
    const history = new ZoneHistory()
    expect(history.since(1, second)).toBeUndefined()
    for (let serial = 1; serial <= 9; serial++) history.remember([soa(serial)])
    expect(history.since(1, second)).toBeUndefined()
    expect(history.since(9, second)).toBeDefined()
  })

  it.each([
    [2, 1, true],
    [1, 1, false],
    [1, 2, false],
    [5, 0xfffffff0, true],
    [0xfffffff0, 5, false],
  ])('counts %d newer than %d: %s', (serial, than, expected) => {
    expect(isNewer(serial, than)).toBe(expected)
  })
})
