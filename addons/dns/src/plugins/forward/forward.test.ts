import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { startForTest, type TestServer } from '../../testing/start-server.ts'

describe('forward', () => {
  const start = startForTest
  const upstream = (address: string): Promise<TestServer> =>
    start(`. {\n hosts /nowhere {\n ${address} a.org\n }\n}`)

  it('asks the server of the longest zone that is not excepted', async () => {
    const [one, two] = [await upstream('1.1.1.1'), await upstream('2.2.2.2')]
    const front = await start(
      `. {\n forward . 127.0.0.1:${one.port}\n forward org 127.0.0.1:${two.port} {\n except b.org\n }\n}`,
    )
    expect(short((await ask('A.org.', 'A', front)).answers)).toEqual(['A.org. A 2.2.2.2'])
    expect((await ask('b.org.', 'A', front)).rcode).toBe('SERVFAIL')
  })

  it('goes on to the next server when one does not answer, and asks it no more until it does', async () => {
    const good = await upstream('1.1.1.1')
    const gone = await upstream('2.2.2.2')
    await gone.server.stop()
    const front = await start(
      `. {\n forward . 127.0.0.1:${gone.port} 127.0.0.1:${good.port} {\n policy sequential\n max_fails 1\n health_check 10ms\n }\n}`,
    )
    expect(short((await ask('a.org.', 'A', front)).answers)).toEqual(['a.org. A 1.1.1.1'])
    await expect
      .poll(() => front.metrics.text())
      .toMatch(/coredns_proxy_healthcheck_failures_total\{.*\} [1-9]/)
    expect(short((await ask('a.org.', 'A', front)).answers)).toEqual(['a.org. A 1.1.1.1'])
  })

  it('answers SERVFAIL, and says why, when nobody answers', async () => {
    const gone = await upstream('2.2.2.2')
    await gone.server.stop()
    const front = await start(`. {\n errors\n forward . 127.0.0.1:${gone.port}\n}`)
    expect((await ask('a.org.', 'A', front)).rcode).toBe('SERVFAIL')
    expect(front.logged).toEqual([expect.stringContaining('plugin/errors: 2 a.org. A: ')])
  })

  it('refuses more queries at once than it may have', async () => {
    const silent = await start('. {\n acl {\n drop\n }\n whoami\n}')
    const front = await start(
      `. {\n forward . 127.0.0.1:${silent.port} {\n max_concurrent 1\n read_timeout 200ms\n }\n}`,
    )
    const replies = await Promise.all([ask('a.org.', 'A', front), ask('b.org.', 'A', front)])
    expect(replies.map(({ rcode }) => rcode).sort()).toEqual(['REFUSED', 'SERVFAIL'])
  })

  it('asks the next server after answers that call for it, and another plugin where told to', async () => {
    const none = await start('. {\n template ANY ANY {\n rcode REFUSED\n }\n}')
    const empty = await start('. {\n template ANY ANY {\n rcode NOERROR\n }\n}')
    const good = await upstream('1.1.1.1')
    const [first, second] = [`127.0.0.1:${none.port}`, `127.0.0.1:${good.port}`]
    const failover = await start(
      `. {\n forward . ${first} ${second} {\n policy sequential\n failover REFUSED\n }\n}`,
    )
    expect(short((await ask('a.org.', 'A', failover)).answers)).toEqual(['a.org. A 1.1.1.1'])
    const only = await start(`. {\n forward . ${first} {\n failover REFUSED\n }\n}`)
    expect((await ask('a.org.', 'A', only)).rcode).toBe('REFUSED')
    const nodata = await start(`. {\n forward org 127.0.0.1:${empty.port} {\n next_on_nodata\n }\n whoami\n}`)
    expect((await ask('a.org.', 'A', nodata)).additionals).not.toEqual([])
  })

  it.each([
    ['forward .', "Wrong argument count or unexpected line ending after 'forward'"],
    ['forward . nowhere', 'not an IP address or file: "nowhere"'],
    ['forward . 1.1.1.1 {\n policy best\n }', "unknown policy 'best'"],
    ['forward . 1.1.1.1 {\n failover NOERROR\n }', 'NoError cannot be used in failover'],
  ])('refuses %j', async (lines, message) => {
    await expect(start(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })

  it('tells of a loop and ends it', async () => {
    const front = await start('. {\n whoami\n}')
    // The port is known only now, and kept: the new Corefile forwards to this same server.
    front.corefile = `. {\n loop\n forward . 127.0.0.1:${front.port}\n}`
    await front.server.reload()
    await expect.poll(() => front.logged.join()).toContain('detected for zone "."')
  })
})
