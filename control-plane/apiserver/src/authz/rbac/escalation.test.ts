import { clusterRoleBindings, clusterRoles, type PolicyRule, roleBindings, roles } from '@knarr/api/rbac/v1'
import { type Client, createClient, type Patch } from '@knarr/client'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const apiGroup = 'rbac.authorization.k8s.io'
const readsPods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }
const readsSecrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }
const cluster = (name: string) => ({ namespace: '', name })
let test: TestServer
let jane: Client

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
  jane = createClient(test.server.transport({ name: 'jane', groups: [] }))
  await hold('jane', [readsPods, mayWrite('*')])
  await test.client.create(clusterRoles, { metadata: { name: 'secrets' }, rules: [readsSecrets] })
  await test.client.create(clusterRoles, { metadata: { name: 'pods' }, rules: [readsPods] })
})

/** A cluster role and a binding of their own for jane. */
async function hold(name: string, rules: PolicyRule[]): Promise<void> {
  await test.client.create(clusterRoles, { metadata: { name }, rules })
  await test.client.create(clusterRoleBindings, bindingTo(name, ['jane']))
}

function mayWrite(resource: string, ...more: string[]): PolicyRule {
  const verbs = ['get', 'create', 'update', 'patch', ...more]
  return { apiGroups: [apiGroup], resources: [resource], verbs }
}

function bindingTo(name: string, users: string[]) {
  return {
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: users.map((user) => ({ apiGroup, kind: 'User', name: user })),
  }
}

const notHeld = (kind: string, name: string): string =>
  `${kind}.${apiGroup} "${name}" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`

describe('who may write roles', () => {
  it.each<[string, Patch]>([
    ['a merge patch', { type: 'merge', patch: { rules: [readsPods, readsSecrets] } }],
    ['a JSON patch', { type: 'json', patch: [{ op: 'add', path: '/rules/-', value: readsSecrets }] }],
    [
      'an apply',
      {
        type: 'apply',
        force: true,
        patch: {
          apiVersion: `${apiGroup}/v1`,
          kind: 'ClusterRole',
          metadata: { name: 'pods' },
          rules: [readsSecrets],
        },
      },
    ],
  ])('cannot by %s give them what they do not hold', async (_, patch) => {
    const options = patch.type === 'apply' ? { fieldManager: 'test' } : {}
    const patched = jane.patch(clusterRoles, cluster('pods'), patch, options)
    await expect(patched).rejects.toThrow(notHeld('clusterroles', 'pods'))
  })

  it('cannot label a role they do not hold, for labels make others aggregate it', async () => {
    const labels = { [`${apiGroup}/aggregate-to-view`]: 'true' }
    const label = (name: string): Promise<unknown> =>
      jane.patch(clusterRoles, cluster(name), { type: 'merge', patch: { metadata: { labels } } })
    await expect(label('secrets')).rejects.toThrow(notHeld('clusterroles', 'secrets'))
    await label('pods')
  })

  it('may change what only lets such a role go', async () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }]
    const patch = { metadata: { ownerReferences, finalizers: ['example.com/f'] } }
    await jane.patch(clusterRoles, cluster('secrets'), { type: 'merge', patch })
  })

  it('cannot have a role gather rules, nor keep it from gathering, unless they may do everything', async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] }
    const why = 'is forbidden: must have cluster-admin privileges to use the aggregationRule'
    const create = (client: Client, name: string): Promise<unknown> =>
      client.create(clusterRoles, { metadata: { name }, aggregationRule, rules: [] })
    await expect(create(jane, 'mine')).rejects.toThrow(`clusterroles.${apiGroup} "mine" ${why}`)
    await create(test.client, 'theirs')
    const patch = { aggregationRule: null }
    const plain = jane.patch(clusterRoles, cluster('theirs'), { type: 'merge', patch })
    await expect(plain).rejects.toThrow(why)
  })

  it('may with the right to escalate, by name only what is there', async () => {
    const escalate = {
      apiGroups: [apiGroup],
      resources: ['roles'],
      verbs: ['escalate'],
      resourceNames: ['r'],
    }
    await hold('escalate', [escalate])
    const role = { metadata: { name: 'r', namespace: 'default' }, rules: [readsSecrets] }
    await expect(jane.create(roles, role)).rejects.toThrow(notHeld('roles', 'r'))
    const { metadata } = await jane.create(roles, { ...role, rules: [] })
    await jane.patch(roles, { namespace: 'default', name: metadata.name }, { type: 'merge', patch: role })
  })

  it('read which of the roles they are bound to are missing', async () => {
    await test.client.create(clusterRoleBindings, bindingTo('gone', ['jane']))
    const create = jane.create(clusterRoles, { metadata: { name: 'x' }, rules: [readsSecrets] })
    await expect(create).rejects.toThrow(
      `${notHeld('clusterroles', 'x')}; resolution errors: [clusterrole.${apiGroup} "gone" not found]`,
    )
  })
})

describe('who may write bindings', () => {
  it('cannot let anybody else into a binding of a role they do not hold', async () => {
    await test.client.create(clusterRoleBindings, bindingTo('secrets', []))
    const { subjects } = bindingTo('', ['jane'])
    const patch = { subjects }
    await expect(
      jane.patch(clusterRoleBindings, cluster('secrets'), { type: 'merge', patch }),
    ).rejects.toThrow(notHeld('clusterrolebindings', 'secrets'))
  })

  it('may bind in a namespace what they hold there', async () => {
    const metadata = { name: 'secrets', namespace: 'default' }
    await test.client.create(roles, { metadata: { ...metadata, name: 'reader' }, rules: [readsSecrets] })
    const { roleRef, subjects } = bindingTo('secrets', ['jane'])
    const bound = { metadata, roleRef, subjects }
    await expect(jane.create(roleBindings, bound)).rejects.toThrow(notHeld('rolebindings', 'secrets'))
    const reader = { apiGroup, kind: 'Role', name: 'reader' }
    await test.client.create(roleBindings, {
      ...bound,
      metadata: { ...metadata, name: 'r' },
      roleRef: reader,
    })
    await jane.create(roleBindings, bound)
  })
})
