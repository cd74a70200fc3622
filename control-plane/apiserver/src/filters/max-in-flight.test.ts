import { expect, it } from 'vitest'
import { RequestsInFlight } from '../flow-control/max-in-flight.ts'
import type { Answer } from '../request/answer.ts'
import { testRequest } from '../testing/test-request.ts'
import { maxInFlight } from './max-in-flight.ts'

const pods = '/api/v1/namespaces/a/pods'

it('reads and writes have limits of their own; streams and administrators have none', async () => {
  const inFlight = new RequestsInFlight()
  const ends: (() => void)[] = []
  const ok: Answer = { kind: 'bytes', code: 200, contentType: 'text/plain', body: 'ok' }
  const handler = maxInFlight({ readOnly: 1, mutating: 1, inFlight })(
    () => new Promise((resolve) => ends.push(() => resolve(ok))),
  )
  const admin = { name: 'ann', groups: ['system:masters'] }
  const read = handler(testRequest('GET', pods))
  const write = handler(testRequest('POST', pods))
  await expect(handler(testRequest('GET', `${pods}/b`))).rejects.toMatchObject({
    code: 429,
    message: 'Too many requests, please try again later.',
    status: { reason: 'TooManyRequests', details: { retryAfterSeconds: 1 } },
  })
  await expect(handler(testRequest('DELETE', `${pods}/b`))).rejects.toMatchObject({ code: 429 })
  const others = [
    handler(testRequest('GET', pods, { user: admin })),
    handler(testRequest('GET', `${pods}?watch=true`)),
    handler(testRequest('POST', `${pods}/b/exec`)),
  ]
  expect(inFlight).toMatchObject({ readOnly: 2, mutating: 1 })
  for (const end of ends) end()
  await Promise.all([read, write, ...others])
  expect(inFlight).toMatchObject({ readOnly: 0, mutating: 0 })
})
