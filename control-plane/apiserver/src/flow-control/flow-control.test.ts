import { flowSchemas, priorityLevelConfigurations } from '@knarr/api/flowcontrol/v1'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import type { Authorizer } from '../authz/authorizer.ts'
import { MemoryServiceIpAllocator } from '../registry/core/service/memory-service-ip-allocator.ts'
import { strategiesWith } from '../registry/resources.ts'
import { askOver, type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'
import { testRequest } from '../testing/test-request.ts'
import { DroppedRequests } from './dropped-requests.ts'
import { FlowController } from './flow-controller.ts'

describe('requests are told apart', () => {
  const controller = new FlowController({ clock: new VirtualClock(), seats: 600 })
  const node = { name: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] }
  const account = (name: string) => ({
    name: `system:serviceaccount:${name}`,
    groups: ['system:serviceaccounts', 'system:authenticated'],
  })
  const user = (name: string, ...groups: string[]) => ({ name, groups: [...groups, 'system:authenticated'] })

  it.each([
    ['an administrator', user('ann', 'system:masters'), 'GET', '/api/v1/pods', 'exempt', 'exempt'],
    ['a probe', user('ann'), 'GET', '/readyz', 'probes', 'exempt'],
    ['a heartbeat', node, 'PATCH', '/api/v1/nodes/a/status', 'system-node-high', 'node-high'],
    [
      'a node lease',
      node,
      'PUT',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a',
      'system-node-high',
      'node-high',
    ],
    ['a node', node, 'GET', '/api/v1/pods', 'system-nodes', 'system'],
    [
      'the election of a leader',
      user('system:kube-scheduler'),
      'PUT',
      '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler',
      'system-leader-election',
      'leader-election',
    ],
    [
      'a lock of old',
      account('kube-system:a'),
      'PUT',
      '/api/v1/namespaces/kube-system/configmaps/a',
      'workload-leader-election',
      'leader-election',
    ],
    [
      'the endpoints controller',
      account('kube-system:endpoint-controller'),
      'PUT',
      '/api/v1/namespaces/a/endpoints/b',
      'endpoint-controller',
      'workload-high',
    ],
    [
      'the scheduler',
      user('system:kube-scheduler'),
      'GET',
      '/api/v1/pods',
      'kube-scheduler',
      'workload-high',
    ],
    [
      'a controller',
      account('kube-system:job-controller'),
      'GET',
      '/api/v1/pods',
      'kube-system-service-accounts',
      'workload-high',
    ],
    ['a workload', account('shop:web'), 'GET', '/api/v1/pods', 'service-accounts', 'workload-low'],
    ['a user', user('ann'), 'GET', '/api/v1/pods', 'global-default', 'global-default'],
    [
      'nobody',
      { name: 'system:anonymous', groups: ['system:unauthenticated'] },
      'GET',
      '/metrics',
      'global-default',
      'global-default',
    ],
    ['who belongs nowhere', { name: 'x', groups: [] }, 'GET', '/api/v1/pods', 'catch-all', 'catch-all'],
  ])('%s', (...row) => {
    const [, who, method, target, schema, level] = row
    const found = controller.classify(testRequest(method, target, { user: who }))
    expect([found.schema.metadata.name, found.level.name]).toEqual([schema, level])
  })

  it('and levels share the seats', () => {
    const seats = Object.fromEntries([...controller.levels].map(({ name, queues }) => [name, queues?.seats]))
    expect(seats).toEqual({
      ...{ exempt: undefined, 'catch-all': 13, system: 74, 'node-high': 98, 'leader-election': 25 },
      ...{ 'workload-high': 98, 'workload-low': 245, 'global-default': 49 },
    })
  })
})

it('those turned away stay away for longer while more keep coming', async () => {
  const clock = new VirtualClock()
  const dropped = new DroppedRequests(clock)
  expect(dropped.record('a')).toBe(1)
  const waits: number[] = []
  for (let second = 0; second < 200; second++) {
    for (let i = 0; i < 100; i++) dropped.record('a')
    await clock.advance(1000)
    waits.push(dropped.record('a'))
  }
  expect([...new Set(waits)]).toEqual([2, 4, 8, 16, 32])
  expect(dropped.record('b')).toBe(1)
  await clock.advance(60_000)
  dropped.record('a')
  await clock.advance(60_000)
  expect(dropped.record('a')).toBeLessThan(32)
})

describe('a server', () => {
  let server: ListeningServer
  const all = strategiesWith(new MemoryServiceIpAllocator({ next: () => 0.5, uuid: () => '' }))
  const open = Promise.withResolvers<void>()
  /** Lets the users of a group wait until it is told to go on. */
  const gate: Authorizer = {
    async authorize({ user }) {
      if (!user.groups.includes('slow')) return { verdict: 'noOpinion', reason: '' }
      await open.promise
      return { verdict: 'allow', reason: '' }
    },
    rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], isIncomplete: false }),
  }
  const path = '/api/v1/namespaces/default/configmaps/none'
  const as = (name: string) => ({ 'impersonate-user': name, 'impersonate-group': 'slow' })

  afterEach(() => server[Symbol.asyncDispose]())

  it('has the objects it goes by, tells by which it went, and writes none of them twice', async () => {
    server = await startListeningServer({ strategies: all })
    const { client, store } = server.test
    const schemas = await client.list(flowSchemas, {})
    const levels = await client.list(priorityLevelConfigurations, {})
    expect(schemas.items).toHaveLength(13)
    expect(levels.items).toHaveLength(8)
    const exempt = schemas.items.find(({ metadata }) => metadata.name === 'exempt')
    const { headers } = await server.ask({ path })
    expect(headers['x-kubernetes-pf-flowschema-uid']).toBe(exempt?.metadata.uid)
    expect(headers['x-kubernetes-pf-prioritylevel-uid']).toMatch(/^[0-9a-f-]{36}$/)
    await expect
      .poll(async () =>
        (await client.list(flowSchemas, {})).items.every(
          ({ status }) => status?.conditions?.[0]?.status === 'False',
        ),
      )
      .toBe(true)
    const before = store.revision
    await server.test.clock.advance(61_000)
    expect(store.revision).toBe(before)
  })

  it('says of a schema that its level is missing, and gives mandatory ones back their spec', async () => {
    server = await startListeningServer({ strategies: all })
    const { client } = server.test
    const made = {
      metadata: { name: 'lost' },
      spec: { priorityLevelConfiguration: { name: 'nowhere' }, matchingPrecedence: 50 },
    }
    await client.create(flowSchemas, made as never)
    const conditionOf = async () =>
      (await client.get(flowSchemas, { namespace: '', name: 'lost' })).status?.conditions?.[0]
    await expect.poll(conditionOf).toMatchObject({
      ...{ type: 'Dangling', status: 'True', reason: 'NotFound' },
      message:
        'This FlowSchema references the PriorityLevelConfiguration object named "nowhere" but there is no such object',
    })
    const key = { namespace: '', name: 'catch-all' }
    const patch = { spec: { limited: { nominalConcurrencyShares: 99 } } }
    await client.patch(priorityLevelConfigurations, key, { type: 'merge', patch })
    await server.test.clock.advance(60_000)
    const sharesOf = async () =>
      (await client.get(priorityLevelConfigurations, key)).spec.limited?.nominalConcurrencyShares
    await expect.poll(sharesOf).toBe(5)
  })

  it('turns away who asks for more than its share, and nobody else', async () => {
    server = await startListeningServer({
      ...{ strategies: all, authorizers: [gate] },
      ...{ maxRequestsInFlight: 8, maxMutatingRequestsInFlight: 4 },
    })
    const session = server.connect()
    // Of twelve seats one is the share of those who belong nowhere else; six they borrow. Fifty may wait in a queue.
    const asked = Array.from({ length: 500 }, () => askOver(session, { path, headers: as('flood') }))
    const refused = await Promise.race(asked)
    expect(refused).toMatchObject({ code: 429, text: 'Too many requests, please try again later.\n' })
    expect(refused.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' })
    expect((await server.ask({ path })).code).toBe(404)
    // The next to wait makes others lend what they do not need.
    await server.test.clock.advance(1000)
    asked.push(askOver(session, { path, headers: as('another') }))
    await expect
      .poll(async () => (await server.ask({ path: '/metrics' })).text)
      .toContain('current_limit_seats{priority_level="global-default"} 7\n')
    const { text } = await server.ask({ path: '/metrics' })
    // Whatever comes out, nobody shall wait for the end.
    open.resolve()
    const level = '{priority_level="global-default"'
    expect(text).toContain(`current_executing_requests${level},flow_schema="global-default"} 7\n`)
    expect(text).toContain(`nominal_limit_seats${level}} 1\n`)
    expect(text).toMatch(
      /rejected_requests_total\{priority_level="global-default",flow_schema="global-default",reason="queue-full"\} \d+/,
    )
    const codes = new Set((await Promise.all(asked)).map(({ code }) => code))
    expect(codes).toEqual(new Set([404, 429]))
  })

  it('without priorities has two limits, which do not hold for administrators', async () => {
    const held = Promise.withResolvers<void>()
    const slow: Authorizer = {
      ...gate,
      authorize: async (a) => await held.promise.then(() => gate.authorize(a)),
    }
    server = await startListeningServer({
      ...{ authorizers: [slow], priorityAndFairness: false, maxRequestsInFlight: 1 },
    })
    const session = server.connect()
    const asked = [1, 2].map(() => askOver(session, { path, headers: as('ann') }))
    expect(await Promise.race(asked)).toMatchObject({ code: 429 })
    expect((await server.ask({ path })).code).toBe(404)
    held.resolve()
    expect(new Set((await Promise.all(asked)).map(({ code }) => code))).toEqual(new Set([404, 429]))
  })
})
