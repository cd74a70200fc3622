import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { startForTest, startServer } from '../../testing/start-server.ts'

describe('erratic', () => {
  it('answers every name with one address of each family, and nothing else', async () => {
    const test = await startForTest('. {\n erratic {\n drop 0\n }\n}')
    expect(short((await ask('a.b.', 'A', test)).answers)).toEqual(['a.b. A 192.0.2.53'])
    expect(short((await ask('a.b.', 'AAAA', test)).answers)).toEqual(['a.b. AAAA 2001:db8::53'])
    expect((await ask('a.b.', 'TXT', test)).rcode).toBe('SERVFAIL')
  })

  it('drops every second query unless told otherwise', async () => {
    const test = await startForTest('. {\n erratic\n}')
    await expect(ask('a.', 'A', test)).rejects.toThrow(/time/)
    expect((await ask('a.', 'A', test)).rcode).toBe('NOERROR')
  })

  it('cuts off one in so many', async () => {
    const test = await startForTest('. {\n erratic {\n truncate 2\n }\n}')
    const cut = []
    for (let turn = 0; turn < 4; turn++)
      cut.push((await ask('a.', 'A', { ...test, protocol: 'tcp' })).truncated)
    expect(cut).toEqual([true, false, true, false])
  })

  it('fills an answer that is too large for UDP', async () => {
    const test = await startForTest('. {\n erratic {\n drop 0\n large\n }\n}')
    expect((await ask('a.', 'A', { ...test, protocol: 'tcp' })).answers).toHaveLength(30)
  })

  it.each([
    ['drop -1', 'illegal amount value given "-1"'],
    ['drop 1 2', 'Wrong argument count'],
    ['sometimes', "unknown property 'sometimes'"],
  ])('refuses %j', async (line, message) => {
    await expect(startServer(`. {\n erratic {\n ${line}\n }\n}`)).rejects.toThrow(message)
  })
})
