import { seededRandom, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../message/decode-message.ts'
import { encodeMessage } from '../message/encode-message.ts'
import { messageOf } from '../message/message.ts'
import { type ResourceRecord, recordOf } from '../message/record.ts'
import { type Exchange, emptyReply, type Repeat, type Reply } from '../plugin.ts'
import { AnswerCache } from './answer-cache.ts'
import { responseOf } from './answer-message.ts'

const client = { address: '10.0.0.1', port: 1000 }
const other = { address: '10.0.0.2', port: 1000 }
const request = (id: number, name = 'a.example.', type: 'A' | 'AAAA' = 'A'): Buffer =>
  encodeMessage(messageOf({ id, recursionDesired: true, questions: [{ name, type, class: 'IN' }] }))
const address = (text: string): ResourceRecord => recordOf('a.example.', 'A', 30, { address: text })

describe('AnswerCache', () => {
  const clock = new VirtualClock()
  const always: Repeat = { holds: () => true }
  const cacheWith = (
    repeat: Repeat | undefined,
    records: readonly ResourceRecord[],
    more?: Partial<Reply>,
  ) => {
    const cache = new AnswerCache({ clock, random: seededRandom(1) })
    const reply: Reply = {
      ...emptyReply('NOERROR'),
      answers: records,
      ...(repeat ? { repeat } : {}),
      ...more,
    }
    const asked = request(7)
    cache.keep(asked, client, reply, encodeMessage(responseOf(decodeMessage(asked), reply)))
    return cache
  }
  const answersOf = (cache: AnswerCache, id = 8): readonly ResourceRecord[] =>
    decodeMessage(cache.find(request(id), client) as Buffer).answers

  it('sends the same answer again under the ID of the next request', () => {
    const cache = cacheWith(always, [address('10.1.0.1')])
    const found = decodeMessage(cache.find(request(4711), other) as Buffer)
    expect(found).toMatchObject({ id: 4711, isResponse: true, answers: [address('10.1.0.1')] })
  })

  it.each([
    ['another name', request(7, 'b.example.')],
    ['another type', request(7, 'a.example.', 'AAAA')],
    [
      'other flags',
      encodeMessage(messageOf({ id: 7, questions: [{ name: 'a.example.', type: 'A', class: 'IN' }] })),
    ],
  ])('knows nothing of %s', (_, asked) => {
    expect(cacheWith(always, [address('10.1.0.1')]).find(asked, client)).toBeUndefined()
  })

  it('keeps only what plugins say would be the same again, and only while it would', () => {
    expect(cacheWith(undefined, [address('10.1.0.1')]).find(request(8), client)).toBeUndefined()
    let holds = true
    const cache = cacheWith({ holds: () => holds }, [address('10.1.0.1')])
    expect(cache.find(request(8), client)).toBeDefined()
    holds = false
    expect(cache.find(request(8), client)).toBeUndefined()
    holds = true
    expect(cache.find(request(8), client), 'what fell is gone').toBeUndefined()
  })

  it('lowers TTLs as the answer ages, to zero and no lower', async () => {
    const start = clock.now()
    const ageSeconds = (now: number): number => 5 + Math.floor((now - start) / 1000)
    const cache = cacheWith({ ...always, ageSeconds }, [address('10.1.0.1')])
    expect(answersOf(cache)[0]?.ttl).toBe(30)
    await clock.advance(12_000)
    expect(answersOf(cache)[0]?.ttl).toBe(18)
    await clock.advance(60_000)
    expect(answersOf(cache)[0]?.ttl).toBe(0)
  })

  it('brings each of the shuffled addresses forward about as often as the others', () => {
    const addresses = ['10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4']
    const cache = cacheWith({ ...always, isShuffled: true }, addresses.map(address))
    const firsts = new Map<string, number>()
    for (let index = 0; index < 4000; index++) {
      const texts = answersOf(cache, index).map(({ data }) => ('address' in data ? data.address : ''))
      expect(texts.toSorted()).toEqual(addresses)
      firsts.set(texts[0] ?? '', (firsts.get(texts[0] ?? '') ?? 0) + 1)
    }
    for (const text of addresses) expect(firsts.get(text)).toBeGreaterThan(850)
  })

  it('shuffles addresses behind an alias, which stays where it is', () => {
    const alias = recordOf('a.example.', 'CNAME', 30, { target: 'b.example.' })
    const of = (text: string): ResourceRecord => recordOf('b.example.', 'A', 30, { address: text })
    const cache = cacheWith({ ...always, isShuffled: true }, [alias, of('10.1.0.1'), of('10.1.0.2')])
    const seconds = new Set<string>()
    for (let index = 0; index < 20; index++) {
      const [first, second] = answersOf(cache, index)
      expect(first).toEqual(alias)
      seconds.add(JSON.stringify(second?.data))
    }
    expect(seconds.size).toBe(2)
  })

  it('leaves the order of records that differ to the plugins', () => {
    const long = recordOf('a.example.', 'TXT', 30, { texts: ['a'] })
    const cache = cacheWith({ ...always, isShuffled: true }, [long, address('10.1.0.1'), address('10.1.0.2')])
    expect(cache.find(request(8), client)).toBeUndefined()
  })

  it('gives what is for one client to nobody else', () => {
    const cache = cacheWith({ ...always, isForClient: true }, [address('10.1.0.1')])
    expect(cache.find(request(8), other)).toBeUndefined()
    expect(cache.find(request(8), client)).toBeDefined()
  })

  it('tells observers of every time', () => {
    const seen: Exchange[] = []
    const cache = cacheWith(always, [address('10.1.0.1')], {
      observers: [(exchange) => void seen.push(exchange)],
    })
    cache.find(request(8), other)
    cache.find(request(9), other)
    expect(seen).toHaveLength(2)
    expect(seen[0]).toEqual({ client: other, requestSize: 27, responseSize: 43, isRepeat: true })
  })
})
