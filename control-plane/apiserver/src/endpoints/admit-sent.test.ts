import { type Pod, pods } from '@knarr/api/core/v1'
import { type Draft, forbidden } from '@knarr/machinery'
import { expect, it } from 'vitest'
import type { AdmissionAttributes, AdmissionPlugin } from '../admission/admission-plugin.ts'
import { strategies } from '../registry/resources.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const key = { namespace: 'default', name: 'web' }
const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: key }
const binding = { apiVersion: 'v1', kind: 'Binding', metadata: key, target: { kind: 'Node', name: 'a' } }
const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec: {} }

async function serverWith(...admission: AdmissionPlugin[]): Promise<TestServer> {
  const test = await startTestServer({ strategies, admission })
  await test.client.create(pods, { metadata: key, spec: { containers: [{ name: 'c', image: 'i' }] } })
  const body = { metadata: { name: 'web' } }
  await test.transport.request({ method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts', body })
  return test
}

const post = (test: TestServer, what: string, body: object): Promise<unknown> =>
  test.transport.request({ method: 'POST', path: `/api/v1/namespaces/default/${what}`, body })

it.each([
  ['pods/web/eviction', eviction],
  ['pods/web/binding', binding],
  ['serviceaccounts/web/token', tokenRequest],
])('admission sees what is sent to %s, and nothing of what comes of it', async (what, body) => {
  const seen: AdmissionAttributes[] = []
  const admit = (attributes: AdmissionAttributes): void => void seen.push(attributes)
  await using test = await serverWith({
    name: 'Watching',
    handles: ({ resource, subresource }) => resource.group === '' && subresource !== '',
    admit,
    validate: admit,
  })
  await post(test, what, body)
  const [plural, name, subresource] = what.split('/')
  const expected = { operation: 'CREATE', name, subresource, object: { kind: body.kind } }
  expect(seen).toHaveLength(2)
  expect(seen[1]).toMatchObject({ ...expected, resource: { plural } })
})

it('what is refused is not done', async () => {
  await using test = await serverWith({
    name: 'Refusing',
    handles: ({ subresource }) => subresource === 'eviction',
    validate({ resource, name }) {
      throw forbidden(resource, name, 'stays')
    },
  })
  const draft = eviction as unknown as Draft<Pod>
  await expect(test.client.create(pods, draft, { subresource: 'eviction' })).rejects.toThrow('stays')
  expect((await test.client.get(pods, key)).metadata.deletionTimestamp).toBeUndefined()
})

it('policies see it as the kind it is', async () => {
  await using test = await serverWith()
  const path = '/apis/admissionregistration.k8s.io/v1'
  const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods/eviction'], operations: ['CREATE'] }
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    validations: [
      {
        expression:
          "request.kind.kind != 'Eviction' || object.kind != 'Eviction' || request.kind.group != 'policy'",
        message: 'no evictions today',
      },
    ],
  }
  const metadata = { name: 'stay' }
  const create = (plural: string, body: object): Promise<unknown> =>
    test.transport.request({ method: 'POST', path: `${path}/${plural}`, body: { metadata, ...body } })
  await create('validatingadmissionpolicies', { spec })
  const bound = { policyName: 'stay', validationActions: ['Deny'] }
  await create('validatingadmissionpolicybindings', { spec: bound })
  await expect(post(test, 'pods/web/eviction', eviction)).rejects.toThrow('no evictions today')
})

it.each([
  ['pods/web/eviction', { ...eviction, metadata: {} }, 'name in URL does not match name in Eviction object'],
  ['pods/web/binding', { ...binding, metadata: {} }, 'name in URL does not match name in Binding object'],
  ['pods/web/binding', { ...binding, target: { kind: 'Node' } }, /^target.name: Required value$/],
  [
    'pods/web/binding',
    { ...binding, target: { kind: 'Pod' } },
    /^\[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value\]$/,
  ],
  [
    'pods/web/eviction',
    { ...eviction, metadata: { name: 'web', namespace: 'b' } },
    'does not match the namespace',
  ],
  [
    'serviceaccounts/web/token',
    { ...tokenRequest, metadata: { name: 'other' } },
    'metadata.name: Invalid value: "other": must match the service account name if specified',
  ],
  [
    'serviceaccounts/web/token',
    { ...tokenRequest, metadata: { uid: 'other' } },
    'Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "web": the UID in the token request (other) does not match the UID of the service account (',
  ],
  [
    'serviceaccounts/web/token',
    { ...tokenRequest, spec: { expirationSeconds: 5 } },
    'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
  ],
  [
    'serviceaccounts/web/token',
    { ...tokenRequest, spec: { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap' } } },
    'cannot bind token to object of type /v1, Kind=ConfigMap',
  ],
])('%s refuses %j', async (what, body, text) => {
  await using test = await serverWith()
  await expect(post(test, what, body)).rejects.toThrow(text)
})
