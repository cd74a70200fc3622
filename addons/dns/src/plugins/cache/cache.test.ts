import { MetricsRegistry } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { parseCorefile } from '../../corefile/parse-corefile.ts'
import { messageOf } from '../../message/message.ts'
import { recordOf } from '../../message/record.ts'
import { emptyReply, type Query, type Reply, type Site } from '../../plugin.ts'
import { cache } from './cache.ts'

const question = { name: 'a.org.', type: 'A', class: 'IN' } as const
const query: Query = {
  ...{
    ...question,
    protocol: 'udp',
    server: 'dns://:53',
    zone: '.',
    client: { address: '127.0.0.1', port: 1 },
  },
  request: messageOf({ id: 1, questions: [question] }),
}
const soa = recordOf('org.', 'SOA', 900, {
  ...{ mname: 'a.', rname: 'b.', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 60 },
})
const found = (ttl: number): Reply => ({
  ...emptyReply('NOERROR'),
  answers: [recordOf('a.org.', 'A', ttl, { address: '1.1.1.1' })],
})
const denied: Reply = { ...emptyReply('NXDOMAIN'), authorities: [soa] }

/** The cache above a handler that counts and answers what it is told to. */
function cached(line: string, first: Reply) {
  const clock = new VirtualClock(0)
  const [block] = parseCorefile({ text: `. {\n${line}\n}`, file: 'Corefile' })
  const site = { zones: ['.'], environment: { clock, metrics: new MetricsRegistry() } } as unknown as Site
  const state = { asked: 0, reply: first as Reply | Error, clock }
  const handler = cache.setup(
    block?.directives ?? [],
    site,
  )?.(async () => {
    state.asked++
    if (state.reply instanceof Error) throw state.reply
    return state.reply
  })
  const ask = async (): Promise<Reply | undefined> => await handler?.(query, new AbortController().signal)
  return { state, ask, pass: (seconds: number) => clock.advance(seconds * 1000) }
}

describe('cache', () => {
  it('answers from memory while the records live, their TTLs running down', async () => {
    const { state, ask, pass } = cached('cache', found(60))
    await ask()
    await pass(10)
    expect((await ask())?.answers[0]?.ttl).toBe(50)
    await pass(50)
    await ask()
    expect(state.asked).toBe(2)
  })

  it.each([
    ['cache 30', found(600), 30],
    ['cache', found(1), 5],
    ['cache', found(10_000), 3600],
    ['cache', denied, 60],
    ['cache {\n denial 100 20\n }', denied, 20],
    ['cache', emptyReply('SERVFAIL'), 5],
    ['cache {\n servfail 30s\n }', emptyReply('SERVFAIL'), 30],
  ])('%j keeps %j for %i seconds', async (line, reply, seconds) => {
    const { state, ask, pass } = cached(line, reply)
    await ask()
    await pass(seconds - 1)
    await ask()
    expect(state.asked).toBe(1)
    await pass(1)
    await ask()
    expect(state.asked).toBe(2)
  })

  it.each([
    ['cache {\n disable success\n }', found(60)],
    ['cache {\n disable denial org\n }', denied],
    ['cache example.net', found(60)],
    ['cache {\n servfail 0s\n }', emptyReply('SERVFAIL')],
    ['cache', emptyReply('REFUSED')],
  ])('%j does not keep %j', async (line, reply) => {
    const { state, ask } = cached(line, reply)
    await ask()
    await ask()
    expect(state.asked).toBe(2)
  })

  it('fetches a popular answer again before it ends', async () => {
    const { state, ask, pass } = cached('cache {\n prefetch 2 1m 10%\n }', found(60))
    await ask()
    await ask()
    expect(state.asked).toBe(1)
    await pass(55)
    await ask()
    await ask()
    expect(state.asked).toBe(2)
  })

  it('answers with what is past while it cannot ask', async () => {
    const { state, ask, pass } = cached('cache {\n serve_stale 1h\n }', found(60))
    await ask()
    state.reply = new Error('unreachable')
    await pass(100)
    expect((await ask())?.answers[0]).toMatchObject({ ttl: 0, data: { address: '1.1.1.1' } })
    await pass(3600)
    await expect(ask()).rejects.toThrow('unreachable')
  })
})
