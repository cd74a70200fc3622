import { once } from 'node:events'
import { request } from 'node:https'
import { expect, it } from 'vitest'
import { askOver, startListeningServer } from '../testing/http-test-client.ts'

it('a client that is sent away has its answer, and takes another connection; over HTTP/1.1 nobody is', async () => {
  await using server = await startListeningServer({ goawayChance: 1 })
  for (let times = 0; times < 2; times++) {
    const session = server.connect()
    const [left, closed] = [once(session, 'goaway'), once(session, 'close')]
    expect(await askOver(session, { path: '/version' })).toMatchObject({ code: 200 })
    expect((await left)[0]).toBe(0)
    await closed
  }
  const { authority } = server.certificates
  const asked = request({ ca: authority.cert, host: 'localhost', port: server.port, path: '/version' }).end()
  const [answer] = await once(asked, 'response')
  expect(answer.headers.connection).toBe('keep-alive')
  answer.resume()
})
