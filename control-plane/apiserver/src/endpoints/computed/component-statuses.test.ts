import { expect, it } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startListeningServer } from '../../testing/http-test-client.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const path = '/api/v1/componentstatuses'
const typed = { kind: 'ComponentStatus', apiVersion: 'v1' }
const healthy = { type: 'Healthy', status: 'True', message: 'ok' }

async function start(): Promise<TestServer> {
  const test = await startTestServer({ strategies })
  test.server.components.add('scheduler', () => {
    throw new Error('it sleeps')
  })
  return test
}

it('components say how they are', async () => {
  await using test = await start()
  const list = await test.transport.request({ method: 'GET', path })
  expect(list).toEqual({
    ...{ kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {} },
    items: [
      { ...typed, metadata: { name: 'etcd-0' }, conditions: [healthy] },
      {
        ...{ ...typed, metadata: { name: 'scheduler' } },
        conditions: [{ type: 'Healthy', status: 'False', message: '', error: 'it sleeps' }],
      },
    ],
  })
  expect(await test.transport.request({ method: 'GET', path: `${path}/etcd-0` })).toEqual({
    ...{ ...typed, metadata: { name: 'etcd-0' }, conditions: [healthy] },
  })
})

it('can be picked, and shown as a table', async () => {
  await using server = await startListeningServer({ strategies })
  server.test.server.components.add('scheduler', () => {
    throw new Error('it sleeps')
  })
  const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
  const { text } = await server.ask({ path: `${path}?fieldSelector=metadata.name%3Dscheduler`, headers })
  const { rows } = JSON.parse(text) as { rows: { cells: string[] }[] }
  expect(rows.map(({ cells }) => cells)).toEqual([['scheduler', 'Unhealthy', '', 'it sleeps']])
})

it.each([
  ['GET', `${path}/x`, 404, 'componentstatuses "x" not found'],
  ['DELETE', `${path}/etcd-0`, 405, 'the server does not allow this method on the requested resource'],
])('%s %s fails with %d', async (method, at, code, message) => {
  await using test = await start()
  const asked = test.transport.request({ method: method as 'GET', path: at })
  await expect(asked).rejects.toMatchObject({ code, message })
})
