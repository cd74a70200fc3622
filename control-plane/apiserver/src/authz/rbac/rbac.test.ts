import { pods } from '@knarr/api/core/v1'
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from '@knarr/api/rbac/v1'
import { createClient } from '@knarr/client'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const jane = { name: 'jane', groups: ['dev', 'system:authenticated'] }
const apiGroup = 'rbac.authorization.k8s.io'
let test: TestServer

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
})

const asJane = () => createClient(test.server.transport(jane))

function grant(
  rules: object[],
  subject: object = { kind: 'User', name: 'jane', apiGroup },
): Promise<unknown> {
  const metadata = { name: 'reader', namespace: 'default' }
  const roleRef = { apiGroup, kind: 'Role', name: 'reader' }
  return Promise.all([
    test.client.create(roles, { metadata, rules } as never),
    test.client.create(roleBindings, { metadata, roleRef, subjects: [subject] } as never),
  ])
}

const readsPods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }

it('refuses in upstream’s words what no binding allows', async () => {
  await expect(asJane().list(pods, { namespace: 'default' })).rejects.toThrow(
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
  )
})

it.each([
  { kind: 'User', name: 'jane', apiGroup },
  { kind: 'Group', name: 'dev', apiGroup },
])('lets $kind $name do what a role says, there and nowhere else, until it is unbound', async (subject) => {
  await grant([readsPods], subject)
  expect((await asJane().list(pods, { namespace: 'default' })).items).toEqual([])
  await expect(asJane().list(pods, {})).rejects.toThrow('at the cluster scope')
  await expect(asJane().delete(pods, { namespace: 'default', name: 'a' })).rejects.toThrow('cannot delete')
  await test.client.delete(roleBindings, { namespace: 'default', name: 'reader' })
  await expect(asJane().list(pods, { namespace: 'default' })).rejects.toThrow('cannot list')
})

it('takes a service account for the user it is', async () => {
  await grant([readsPods], { kind: 'ServiceAccount', name: 'robot', namespace: 'default' })
  const robot = { name: 'system:serviceaccount:default:robot', groups: [] }
  const client = createClient(test.server.transport(robot))
  expect((await client.list(pods, { namespace: 'default' })).items).toEqual([])
})

it('says which role is missing', async () => {
  const roleRef = { apiGroup, kind: 'ClusterRole', name: 'gone' }
  const subjects = [{ kind: 'User', name: 'jane', apiGroup }]
  const binding = { metadata: { name: 'b' }, roleRef, subjects }
  await test.client.create(clusterRoleBindings, binding as never)
  await expect(asJane().list(pods, {})).rejects.toThrow(
    'at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
  )
})

it('lets nobody grant what they do not hold', async () => {
  await grant([readsPods, { apiGroups: [apiGroup], resources: ['*'], verbs: ['create', 'update'] }])
  const metadata = { name: 'more', namespace: 'default' }
  const held = { ...readsPods, verbs: ['get'] }
  await asJane().create(roles, { metadata, rules: [held] } as never)
  const rules = [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'delete'] }]
  await expect(
    asJane().create(roles, { metadata: { ...metadata, name: 'most' }, rules } as never),
  ).rejects.toThrow(
    'roles.rbac.authorization.k8s.io "most" is forbidden: user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
      '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n' +
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}',
  )
})

it('lets nobody bind a role they do not hold, unless they may bind it', async () => {
  const bindings = { apiGroups: [apiGroup], resources: ['rolebindings'], verbs: ['create'] }
  const bind = { apiGroups: [apiGroup], resources: ['clusterroles'], verbs: ['bind'], resourceNames: ['b'] }
  await grant([bindings, bind])
  for (const name of ['a', 'b'])
    await test.client.create(clusterRoles, { metadata: { name }, rules: [readsPods] } as never)
  const bound = (name: string) => ({
    metadata: { name, namespace: 'default' },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: [],
  })
  await expect(asJane().create(roleBindings, bound('a') as never)).rejects.toThrow('not currently held')
  await asJane().create(roleBindings, bound('b') as never)
  await expect(asJane().create(roleBindings, bound('none') as never)).rejects.toThrow('"none" not found')
})

it('tells a user what the roles there are allow, and which role is missing', async () => {
  const subjects = [{ kind: 'User', name: 'jane', apiGroup }]
  const roleRef = { apiGroup, kind: 'ClusterRole', name: 'gone' }
  await test.client.create(clusterRoleBindings, { metadata: { name: 'b' }, roleRef, subjects } as never)
  const asks = {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectrulesreviews'],
    verbs: ['create'],
  }
  const everybody = { kind: 'ClusterRole', name: 'everybody' }
  await test.client.create(clusterRoles, {
    metadata: { name: 'everybody' },
    rules: [readsPods, asks],
  } as never)
  const bound = { metadata: { name: 'everybody' }, roleRef: { apiGroup, ...everybody }, subjects }
  await test.client.create(clusterRoleBindings, bound as never)
  const review = await test.server.transport(jane).request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { spec: { namespace: 'default' } },
  })
  expect(review).toMatchObject({
    status: {
      resourceRules: [readsPods, asks],
      incomplete: false,
      evaluationError: 'clusterrole.rbac.authorization.k8s.io "gone" not found',
    },
  })
})
