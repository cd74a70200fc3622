import { once } from 'node:events'
import { connect } from 'node:tls'
import { configMaps } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import type { Authorizer } from '../authz/authorizer.ts'
import { startListeningServer } from '../testing/http-test-client.ts'

const collection = '/api/v1/namespaces/default/configmaps'

/** An authorizer that lets requests of one path wait until it is told to go on. */
function gate(path: string): { authorizer: Authorizer; open(): void; reached: Promise<void> } {
  const opened = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const authorizer: Authorizer = {
    async authorize(attributes) {
      if (attributes.path !== path) return { verdict: 'noOpinion', reason: '' }
      reached.resolve()
      await opened.promise
      return { verdict: 'allow', reason: '' }
    },
    rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], isIncomplete: false }),
  }
  return { authorizer, open: opened.resolve, reached: reached.promise }
}

it('is told on /readyz first, while the server serves on', async () => {
  await using server = await startListeningServer()
  expect((await server.ask({ path: '/readyz' })).text).toBe('ok')
  const closing = server.test.server.close({ delayMs: 5000 })
  const ready = await server.ask({ path: '/readyz?verbose' })
  expect(ready.code).toBe(500)
  expect(ready.text).toContain('[-]shutdown failed: reason withheld\n')
  expect(ready.text).toContain('[+]etcd ok\n')
  expect((await server.ask({ path: '/readyz/shutdown' })).text).toBe(
    'internal server error: process is shutting down\n',
  )
  expect((await server.ask({ path: '/livez' })).text).toBe('ok')
  expect((await server.ask({ path: collection })).code).toBe(200)
  await server.test.clock.advance(5000)
  await closing
})

it('lets requests under way end, takes no new ones and closes watches', async () => {
  const held = gate('/held')
  await using server = await startListeningServer({ authorizers: [held.authorizer] })
  const anonymously = server.connect(null)
  const watch = server.connect().request({ ':path': `${collection}?watch=true` })
  await once(watch, 'response')
  const ended = once(watch.resume(), 'end')
  const slow = anonymously.request({ ':path': '/held' })
  const answered = once(slow, 'response')
  await held.reached

  const closing = server.test.server.close()
  await ended
  await expect(server.test.client.list(configMaps, { namespace: 'default' })).rejects.toMatchObject({
    code: 503,
    message: 'apiserver is shutting down',
    status: { details: { retryAfterSeconds: 1 } },
  })
  const late = connect({ host: 'localhost', port: server.port, rejectUnauthorized: false })
  await expect(once(late, 'secureConnect')).rejects.toThrow('ECONNREFUSED')

  held.open()
  expect((await answered)[0]).toMatchObject({ ':status': 404 })
  slow.resume()
  await closing
})

it('waits no longer than its grace', async () => {
  const held = gate('/held')
  await using server = await startListeningServer({ authorizers: [held.authorizer] })
  const session = server.connect(null)
  session.request({ ':path': '/held' }).on('error', () => {})
  await held.reached
  let isClosed = false
  const closing = server.test.server.close({ graceMs: 1000 }).then(() => {
    isClosed = true
  })
  await server.test.clock.advance(999)
  expect(isClosed).toBe(false)
  session.destroy()
  await server.test.clock.advance(1)
  await closing
  held.open()
})
