import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { AdmissionAttributes } from '../admission/admission-plugin.ts'
import {
  askOver,
  type HttpQuestion,
  type ListeningServer,
  startListeningServer,
} from '../testing/http-test-client.ts'
import type { AuditEvent } from './audit-event.ts'
import type { AuditPolicy } from './audit-policy.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json', 'user-agent': 'test/1' }

let server: ListeningServer
let events: AuditEvent[]

async function start(policy: AuditPolicy, options: Parameters<typeof startListeningServer>[0] = {}) {
  events = []
  const backend = { process: (event: AuditEvent) => void events.push(event), close: async () => {} }
  server = await startListeningServer({ ...options, audit: { policy, backend } })
  events = []
}

const stagesOf = () => events.map(({ stage }) => stage)
const post = (body: object): HttpQuestion => ({
  ...{ method: 'POST', path: collection, headers: json },
  body: JSON.stringify(body),
})

afterEach(() => server[Symbol.asyncDispose]())

describe('a request', () => {
  it('is told as it comes and as it is answered', async () => {
    await start({ rules: [{ level: 'Metadata' }] })
    const { headers } = await server.ask(post({ metadata: { name: 'a' } }))
    expect(events).toEqual([
      {
        ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata' },
        ...{ auditID: headers['audit-id'], stage: 'RequestReceived', requestURI: collection, verb: 'create' },
        user: {
          username: 'kubernetes-admin',
          groups: ['system:masters', 'system:authenticated'],
          extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=/)] },
        },
        ...{ sourceIPs: [expect.stringMatching(/^(127\.0\.0\.1|::1)$/)], userAgent: 'test/1' },
        objectRef: { resource: 'configmaps', namespace: 'default', apiVersion: 'v1' },
        requestReceivedTimestamp: expect.stringMatching(/T.*\.\d{6}Z$/),
        stageTimestamp: expect.stringMatching(/T.*\.\d{6}Z$/),
      },
      expect.objectContaining({
        ...{ stage: 'ResponseComplete', auditID: headers['audit-id'] },
        objectRef: { resource: 'configmaps', namespace: 'default', name: 'a', apiVersion: 'v1' },
        responseStatus: { metadata: {}, code: 201 },
        annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
      }),
    ])
    expect(events[1]).not.toHaveProperty('requestObject')
  })

  it('keeps the id the client gave it, which is answered whatever is audited', async () => {
    await start({ rules: [{ level: 'None', users: ['kubernetes-admin'] }] })
    const { headers } = await server.ask({ path: collection, headers: { 'audit-id': 'mine' } })
    expect(headers['audit-id']).toBe('mine')
    expect(events).toEqual([])
  })

  it('that fails is told with its Status', async () => {
    await start({ omitStages: ['RequestReceived'], rules: [{ level: 'Metadata' }] })
    await server.ask({ path: `${collection}/none` })
    expect(events).toEqual([
      expect.objectContaining({
        stage: 'ResponseComplete',
        responseStatus: {
          ...{ metadata: {}, status: 'Failure', message: 'configmaps "none" not found', reason: 'NotFound' },
          ...{ details: { name: 'none', kind: 'configmaps' }, code: 404 },
        },
      }),
    ])
  })

  it('that is forbidden says so', async () => {
    await start({ omitStages: ['RequestReceived'], rules: [{ level: 'Metadata' }] })
    const headers = { 'impersonate-user': 'bob' }
    await server.ask({ path: collection, headers })
    expect(events).toEqual([
      expect.objectContaining({
        user: expect.objectContaining({ username: 'kubernetes-admin' }),
        impersonatedUser: { username: 'bob', groups: ['system:authenticated'] },
        annotations: { 'authorization.k8s.io/decision': 'forbid', 'authorization.k8s.io/reason': '' },
        responseStatus: expect.objectContaining({ code: 403, reason: 'Forbidden' }),
      }),
    ])
  })

  it('that nobody is known to have made is told, too', async () => {
    await start({ rules: [{ level: 'Metadata' }] })
    const headers = { authorization: 'Bearer nonsense' }
    expect((await askOver(server.connect(null), { path: collection, headers })).code).toBe(401)
    expect(events).toEqual([
      expect.objectContaining({
        stage: 'ResponseStarted',
        responseStatus: { metadata: {}, message: 'Authentication failed, attempted: bearer', code: 401 },
      }),
    ])
  })

  it('tells what admission has to say of it', async () => {
    const admit = ({ annotate }: AdmissionAttributes): void => annotate?.('test.example.com/seen', 'yes')
    const handles = ({ resource }: AdmissionAttributes): boolean => resource.plural === 'configmaps'
    await start({ rules: [{ level: 'Metadata' }] }, { admission: [{ name: 'Seen', handles, admit }] })
    await server.ask(post({ metadata: { name: 'a' } }))
    await server.ask({ method: 'DELETE', path: `${collection}/a` })
    const told = events.filter(({ annotations }) => annotations?.['test.example.com/seen'] === 'yes')
    expect(told.map(({ verb, stage }) => `${verb} ${stage}`)).toEqual([
      'create ResponseComplete',
      'delete ResponseComplete',
    ])
  })

  it('that breaks the server is told as a panic', async () => {
    const handles = ({ name }: { name: string }): boolean => name === 'broken'
    const admit = (): void => {
      throw new TypeError('oh')
    }
    await start({ rules: [{ level: 'Metadata' }] }, { admission: [{ name: 'Broken', handles, admit }] })
    await server.ask(post({ metadata: { name: 'broken' } }))
    expect(stagesOf()).toEqual(['RequestReceived', 'Panic'])
    expect(events[1]?.responseStatus).toMatchObject({ code: 500, message: "APIServer panic'd: oh" })
  })
})

describe('objects', () => {
  it('are told as sent and as answered', async () => {
    await start({ omitStages: ['RequestReceived'], rules: [{ level: 'RequestResponse' }] })
    await server.ask(post({ metadata: { name: 'a' }, data: { key: 'value' } }))
    await server.ask({ path: collection })
    expect(events).toMatchObject([
      {
        requestObject: { metadata: { name: 'a' }, data: { key: 'value' } },
        responseObject: { kind: 'ConfigMap', metadata: { name: 'a', uid: expect.any(String) } },
      },
      { responseObject: { kind: 'ConfigMapList', items: [{ metadata: { name: 'a' } }] } },
    ])
  })

  it('are told without managed fields where the policy says so', async () => {
    const rules = [{ level: 'RequestResponse', omitManagedFields: true } as const]
    await start({ omitStages: ['RequestReceived'], rules })
    await server.ask({
      ...{ method: 'PATCH', path: `${collection}/a?fieldManager=me` },
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {key: value}',
    })
    await server.ask({ path: collection })
    expect(JSON.stringify(events)).not.toContain('managedFields')
    expect(events).toHaveLength(2)
    const { json: kept } = await server.ask({ path: `${collection}/a` })
    expect(kept.metadata.managedFields).toHaveLength(1)
  })

  it('are told as the patch that was sent', async () => {
    await start({ omitStages: ['RequestReceived'], rules: [{ level: 'Request', verbs: ['patch'] }] })
    await server.ask(post({ metadata: { name: 'a' } }))
    const headers = { 'content-type': 'application/merge-patch+json' }
    await server.ask({ method: 'PATCH', path: `${collection}/a`, headers, body: '{"data":{"a":"b"}}' })
    expect(events).toMatchObject([{ requestObject: { data: { a: 'b' } }, responseStatus: { code: 200 } }])
    expect(events[0]).not.toHaveProperty('responseObject')
  })
})

it('metrics tell how much is told', async () => {
  await start({ rules: [{ level: 'None', verbs: ['list'] }, { level: 'Metadata' }] })
  await server.ask({ path: collection })
  await server.ask({ path: `${collection}/none` })
  const { text } = await server.ask({ path: '/metrics' })
  expect(text).toContain('apiserver_audit_level_total{level="None"} 1\n')
  expect(Number(/^apiserver_audit_event_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2)
})

it('a watch is told as it starts and as it ends', async () => {
  await start({ rules: [{ level: 'Metadata' }] })
  const stream = server.connect().request({ ':path': `${collection}?watch=true` })
  await once(stream, 'response')
  expect(stagesOf()).toEqual(['RequestReceived', 'ResponseStarted'])
  stream.close()
  await expect.poll(stagesOf).toEqual(['RequestReceived', 'ResponseStarted', 'ResponseComplete'])
  expect(events[2]?.responseStatus).toEqual({ metadata: {}, code: 200 })
})
