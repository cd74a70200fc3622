import { pods as podsResource } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import type { AuthorizationAttributes } from '../../authz/authorizer.ts'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

let test: TestServer
let asked: AuthorizationAttributes[]

beforeEach(async () => {
  asked = []
  test = await startTestServer({
    strategies,
    authorizers: [
      {
        authorize(attributes) {
          asked.push(attributes)
          return { verdict: 'noOpinion', reason: '' }
        },
        rulesFor: async () => ({ resourceRules: [], nonResourceRules: [], isIncomplete: false }),
      },
    ],
  })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
})

interface Reviewed {
  readonly status: { readonly allowed: boolean; readonly reason?: string; readonly evaluationError?: string }
}

async function review(user: string, resourceAttributes: object): Promise<Reviewed['status']> {
  const groups = user.startsWith('system:node:') ? ['system:nodes'] : []
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
  const body = { spec: { user, groups, resourceAttributes } }
  return ((await test.transport.request({ method: 'POST', path, body })) as Reviewed).status
}

const pods = { verb: 'list', resource: 'pods' }

it('tells a node what it may list by which selector', async () => {
  const own = { requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['n1'] }] }
  expect(await review('system:node:n1', { ...pods, fieldSelector: own })).toEqual({ allowed: true })
  const raw = { rawSelector: 'spec.nodeName=n1' }
  expect(await review('system:node:n1', { ...pods, fieldSelector: raw })).toEqual({ allowed: true })
  expect(await review('system:node:n1', pods)).toEqual({
    allowed: false,
    reason: 'can only list/watch pods with spec.nodeName field selector',
  })
})

it('asks for any version and all selectors that can be read', async () => {
  const labelSelector = { requirements: [{ key: 'app', operator: 'In', values: ['b', 'a'] }] }
  const fieldSelector = { requirements: [{ key: 'metadata.name', operator: 'NotIn', values: ['x'] }] }
  expect(await review('jane', { ...pods, labelSelector, fieldSelector })).toEqual({ allowed: false })
  expect(asked.at(-1)).toMatchObject({
    version: '*',
    labelSelector: [{ key: 'app', operator: 'in', values: ['a', 'b'] }],
    fieldSelector: [{ field: 'metadata.name', operator: '!=', value: 'x' }],
  })
})

it.each([
  [
    { fieldSelector: { rawSelector: 'a' }, labelSelector: { rawSelector: 'a in (' } },
    'spec.resourceAttributes.fieldSelector ignored due to parse error; spec.resourceAttributes.labelSelector ignored due to parse error',
  ],
  [
    {
      fieldSelector: {
        requirements: [
          { key: 'a', operator: 'In', values: ['b'] },
          { key: 'a', operator: 'Like', values: ['b'] },
        ],
      },
    },
    'spec.resourceAttributes.fieldSelector partially ignored due to parse error',
  ],
])('says which selectors it could not read: %j', async (selectors, evaluationError) => {
  expect(await review('jane', { ...pods, ...selectors })).toEqual({ allowed: false, evaluationError })
})

it.each([
  [
    { fieldSelector: {} },
    'fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector',
  ],
  [
    { labelSelector: { rawSelector: 'a', requirements: [{ key: 'a', operator: 'Exists' }] } },
    'labelSelector.rawSelector: Invalid value: "a": may not specified at the same time as requirements',
  ],
  [
    { fieldSelector: { requirements: [{ key: 'a', operator: 'In' }] } },
    "fieldSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  ],
])('refuses selectors that say nothing: %j', async (selectors, text) => {
  await expect(review('jane', { ...pods, ...selectors })).rejects.toThrow(`spec.resourceAttributes.${text}`)
})

it.each([
  [
    'subjectaccessreviews',
    {},
    [
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ],
  ],
  [
    'selfsubjectaccessreviews',
    { metadata: { name: 'x' }, spec: { nonResourceAttributes: { path: '/' }, resourceAttributes: {} } },
    [
      'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":""}: cannot be specified in combination with resourceAttributes',
      'metadata: Invalid value: {"name":"x"}: must be empty',
    ],
  ],
  [
    'namespaces/default/localsubjectaccessreviews',
    { spec: { user: 'jane', resourceAttributes: { namespace: 'other' } } },
    ['spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace'],
  ],
  [
    'namespaces/default/localsubjectaccessreviews',
    { spec: { user: 'jane', nonResourceAttributes: { path: '/', verb: 'get' } } },
    [
      'spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: disallowed on this kind of request',
    ],
  ],
])('refuses %s of %j', async (plural, body, errors) => {
  const path = `/apis/authorization.k8s.io/v1/${plural}`
  const all = errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
  await expect(test.transport.request({ method: 'POST', path, body })).rejects.toThrow(
    `.authorization.k8s.io "" is invalid: ${all}`,
  )
})

it('reviews nothing of another namespace than the one it is sent to', async () => {
  const path = '/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews'
  const body = { metadata: { namespace: 'other' }, spec: { user: 'jane', resourceAttributes: {} } }
  await expect(test.transport.request({ method: 'POST', path, body })).rejects.toThrow(
    'the namespace of the provided object does not match the namespace sent on the request',
  )
})

it('tells authorizers by what a list is narrowed', async () => {
  const jane = createClient(test.server.transport({ name: 'jane', groups: [] }))
  const selectors = { labelSelector: 'a=b', fieldSelector: 'spec.nodeName=n1' }
  await expect(jane.list(podsResource, { namespace: 'default', ...selectors })).rejects.toThrow('cannot list')
  expect(asked.at(-1)).toMatchObject({
    labelSelector: [{ key: 'a', operator: '=', values: ['b'] }],
    fieldSelector: [{ field: 'spec.nodeName', operator: '=', value: 'n1' }],
  })
})
