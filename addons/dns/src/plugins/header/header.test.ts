import { describe, expect, it } from 'vitest'
import { ask } from '../../testing/ask.ts'
import { startServer } from '../../testing/start-server.ts'

describe('header', () => {
  it('sets and clears flags of answers', async () => {
    const rules = 'response set ra\n response clear aa rd'
    const { server, port } = await startServer(`. {\n header {\n ${rules}\n }\n whoami\n}`)
    expect(await ask('a.', 'A', { port })).toMatchObject({
      ...{ recursionAvailable: true, authoritative: false, recursionDesired: false },
    })
    await server.stop()
  })

  it('sets flags of queries that go on', async () => {
    const upstream = await startServer(
      '. {\n log . "flags {>rflags}"\n template ANY ANY {\n rcode NOERROR\n }\n}',
    )
    const test = await startServer(
      `. {\n header {\n query clear rd\n }\n forward . 127.0.0.1:${upstream.port}\n}`,
    )
    expect((await ask('a.', 'A', test)).recursionDesired).toBe(true)
    expect(upstream.logged).toEqual(['flags qr,aa'])
    await Promise.all([test.server.stop(), upstream.server.stop()])
  })

  it.each([
    ['header', "Wrong argument count or unexpected line ending after 'header'"],
    ['header {\n set aa\n }', 'setting up rule: invalid selector=set should be query or response'],
    ['header {\n response\n }', 'setting up rule: no flag action provided'],
    [
      'header {\n response set\n }',
      'setting up rule: invalid length for flags, at least one should be provided',
    ],
    ['header {\n response flip aa\n }', 'setting up rule: unknown flag action=flip, should be set or clear'],
    ['header {\n response set ad\n }', 'setting up rule: unknown/unsupported flag=ad'],
  ])('refuses %j', async (lines, message) => {
    await expect(startServer(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
