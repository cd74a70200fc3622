import { once } from 'node:events'
import { configMaps } from '@knarr/api/core/v1'
import { forbidden } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askOver, type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const target = 'group="",version="v1",resource="configmaps",subresource=""'

let server: ListeningServer

beforeEach(async () => {
  const admission = {
    name: 'Picky',
    handles: ({ resource }: { resource: { plural: string } }) => resource.plural === 'configmaps',
    validate({ name }: { name: string }) {
      if (name === 'refused') throw forbidden(configMaps, name, 'no')
    },
  }
  server = await startListeningServer({ admission: [admission] })
})

afterEach(() => server[Symbol.asyncDispose]())

async function lines(pattern: string | RegExp): Promise<string[]> {
  const { text } = await server.ask({ path: '/metrics' })
  return text.split('\n').filter((line) => !line.startsWith('#') && line.match(pattern))
}

async function create(name: string, query = ''): Promise<void> {
  const body = JSON.stringify({ metadata: { name } })
  const headers = { 'content-type': 'application/json' }
  await server.ask({ method: 'POST', path: `${collection}${query}`, headers, body })
}

describe('requests are counted', () => {
  it('by what they ask for and how they are answered', async () => {
    await create('a')
    await create('a')
    await create('b', '?dryRun=All')
    await server.ask({ path: `${collection}/a` })
    await server.ask({ path: collection })
    const counted = await lines(/^apiserver_request_total\{.*configmaps/)
    expect(counted.sort()).toEqual([
      `apiserver_request_total{verb="GET",dry_run="",${target},scope="resource",component="apiserver",code="200"} 1`,
      `apiserver_request_total{verb="LIST",dry_run="",${target},scope="namespace",component="apiserver",code="200"} 1`,
      `apiserver_request_total{verb="POST",dry_run="",${target},scope="resource",component="apiserver",code="201"} 1`,
      `apiserver_request_total{verb="POST",dry_run="",${target},scope="resource",component="apiserver",code="409"} 1`,
      `apiserver_request_total{verb="POST",dry_run="All",${target},scope="resource",component="apiserver",code="201"} 1`,
    ])
    expect(await lines(/request_duration_seconds_count\{verb="POST",dry_run="",.*configmaps/)).toEqual([
      expect.stringMatching(/ 2$/),
    ])
  })

  it('by server-side apply and by health check', async () => {
    const headers = { 'content-type': 'application/apply-patch+yaml' }
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}'
    await server.ask({ method: 'PATCH', path: `${collection}/c?fieldManager=me`, headers, body })
    await server.ask({ path: '/readyz' })
    expect(await lines('apiserver_request_total{verb="APPLY"')).toHaveLength(1)
    expect(await lines('subresource="/readyz",scope="",component="apiserver",code="200"')).toHaveLength(1)
  })

  it('only where there is something to ask', async () => {
    await server.ask({ path: '/api/v1/nonsense' })
    await server.ask({ path: `${collection}/a/nonsense` })
    await server.ask({ path: '/nonsense' })
    expect(await lines('nonsense')).toEqual([])
  })
})

it('watches are shown while they are open, and their events counted', async () => {
  const open = `apiserver_longrunning_requests{verb="WATCH",${target},scope="namespace",component="apiserver"}`
  const stream = server.connect().request({ ':path': `${collection}?watch=true` })
  await once(stream, 'response')
  expect(await lines('apiserver_longrunning_requests')).toEqual([`${open} 1`])
  await create('a')
  await once(stream, 'data')
  expect(await lines('apiserver_watch_events_total')).toEqual([
    'apiserver_watch_events_total{group="",version="v1",resource="configmaps"} 1',
  ])
  stream.close()
  await once(stream, 'close')
  await expect.poll(() => lines('apiserver_longrunning_requests')).toEqual([`${open} 0`])
})

it('admission is told plugin by plugin', async () => {
  await create('a')
  await create('refused')
  const name = 'apiserver_admission_controller_admission_duration_seconds_count{name="Picky",type="validate"'
  expect(await lines('duration_seconds_count{name="Picky"')).toEqual([
    `${name},operation="CREATE",rejected="false"} 1`,
    `${name},operation="CREATE",rejected="true"} 1`,
  ])
})

it('admission is told as a whole', async () => {
  await create('refused')
  const name = 'apiserver_admission_step_admission_duration_seconds_count'
  expect(await lines(`${name}{type="validate",operation="CREATE",rejected="true"}`)).toEqual([
    `${name}{type="validate",operation="CREATE",rejected="true"} 1`,
  ])
})

it('access is told by who asks and what they may', async () => {
  const anonymous = server.connect(null)
  await askOver(anonymous, { path: collection })
  await askOver(anonymous, { path: collection, headers: { authorization: 'Bearer nonsense' } })
  await askOver(server.connect(), { path: collection })
  expect(await lines('authenticated_user_requests{username="other"}')).toHaveLength(1)
  expect(await lines('authentication_attempts{result="error"}')).toEqual([
    'authentication_attempts{result="error"} 1',
  ])
  expect(await lines('authorization_attempts_total{result="no-opinion"}')).toEqual([
    'authorization_attempts_total{result="no-opinion"} 1',
  ])
})

it('the store is told by what it keeps and what it was asked', async () => {
  await create('a')
  await create('b')
  expect(await lines('apiserver_storage_objects{resource="configmaps"}')).toEqual([
    'apiserver_storage_objects{resource="configmaps"} 2',
  ])
  expect(await lines('apiserver_resource_objects{group="",resource="namespaces"}')).toEqual([
    'apiserver_resource_objects{group="",resource="namespaces"} 1',
  ])
  expect(await lines('etcd_requests_total{operation="create",group="",resource="configmaps"}')).toEqual([
    'etcd_requests_total{operation="create",group="",resource="configmaps"} 2',
  ])
})

it.each([
  ['kubernetes_build_info', /major="1",minor="36",git_version="v1\.36/],
  ['process_resident_memory_bytes', / \d{7,}$/],
  ['process_cpu_seconds_total', / \d+/],
  ['process_open_fds', / \d+$/],
])('%s is there', async (name, value) => {
  expect(await lines(`^${name}`)).toEqual([expect.stringMatching(value)])
})
