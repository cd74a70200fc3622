import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureSystemNamespaces } from '../bootstrap/bootstrap-objects.ts'
import { ensureBootstrapPolicy } from '../bootstrap/ensure-policy.ts'
import { strategies } from '../registry/resources.ts'
import { askOver, type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const json = { 'content-type': 'application/json' }

let server: ListeningServer

beforeAll(async () => {
  server = await startListeningServer({ strategies })
  await ensureSystemNamespaces(server.test.transport)
  await ensureBootstrapPolicy(server.test.transport)
  for (const namespace of ['own', 'other']) {
    await server.test.transport.request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name: namespace } },
    })
    const map = { metadata: { name: 'kept', namespace }, data: { of: namespace } }
    await server.test.client.create(configMaps, map as unknown as ConfigMap)
  }
})

afterAll(() => server[Symbol.asyncDispose]())

/** What the server says to these very bytes until it closes the connection, or has said `answers` heads. */
async function raw(bytes: string | Buffer, answers = Number.POSITIVE_INFINITY): Promise<string> {
  const { authority, admin } = server.certificates
  const socket: TLSSocket = connect({
    ...{ host: 'localhost', port: server.port, ALPNProtocols: ['http/1.1'] },
    ...{ ca: authority.cert, cert: admin.cert, key: admin.key },
  })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  socket.write(bytes)
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
    if (said.split('HTTP/1.1 ').length - 1 >= answers && said.includes('\r\n\r\n')) socket.destroy()
  })
  await once(socket, 'close')
  return said
}

const post = (headers: string, body = ''): string =>
  `POST ${whoAmI} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n${body}`

describe('where a request ends', () => {
  it.each([
    ['two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}')],
    ['a length and chunks', post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')],
    ['an encoding nobody knows', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')],
    ['chunks that are not last', post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n')],
    ['a negative length', post('Content-Length: -2\r\n', '{}')],
    ['a length with a sign', post('Content-Length: +2\r\n', '{}')],
    ['a space before the colon', post('Content-Length : 2\r\n', '{}')],
    ['a folded header', post('Content-Length: 2\r\n X: y\r\n', '{}')],
    ['a chunk of a length that is none', post('Transfer-Encoding: chunked\r\n', '0x2\r\n{}\r\n0\r\n\r\n')],
    ['a line that ends early', `GET /version HTTP/1.1\nHost: localhost\n\n`],
    ['a zero in a header', `GET /version HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n`],
    ['no host', 'GET /version HTTP/1.1\r\n\r\n'],
  ])('is not guessed from %s', async (_, bytes) => {
    const said = await raw(`${bytes}GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(said).not.toContain('gitVersion')
  })

  it('is where its length says, whatever stands in its body', async () => {
    const hidden = 'DELETE /api/v1/namespaces/other/configmaps/kept HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const said = await raw(post(`Content-Length: ${hidden.length}\r\n`, hidden), 1)
    expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect((await server.ask({ path: '/api/v1/namespaces/other/configmaps/kept' })).code).toBe(200)
  })
})

describe('who a client says it is', () => {
  it.each([
    { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' } as Record<string, string>,
    { 'x-remote-user': 'kubernetes-admin', 'x-remote-extra-scopes': 'all', 'x-forwarded-user': 'root' },
  ])('is not believed of headers a proxy would set: %j', async (headers) => {
    const answer = await askOver(server.connect(null), { path: collection, headers })
    expect(answer).toMatchObject({
      code: 403,
      json: { message: expect.stringContaining('User "system:anonymous" cannot list') },
    })
  })

  it.each([
    [{ 'impersonate-user': 'kubernetes-admin' }, 'users "kubernetes-admin" is forbidden'],
    [{ 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' }, 'users "jane" is forbidden'],
    [{ 'Impersonate-User': 'system:serviceaccount:a:b' }, 'serviceaccounts "b" is forbidden'],
  ])('is not believed of %j without the right to', async (headers, message) => {
    const jane = server.connect(await server.certificates.issueClient('jane', []))
    const answer = await askOver(jane, { path: collection, headers })
    expect(answer).toMatchObject({ code: 403, json: { message: expect.stringContaining(message) } })
  })

  it.each([
    { 'impersonate-group': 'system:masters' } as Record<string, string>,
    { 'impersonate-uid': '1' },
    { 'impersonate-extra-scopes': 'all' },
  ])('is to have a name: %j', async (headers) => {
    expect(await server.ask({ path: collection, headers })).toMatchObject({
      code: 400,
      json: { message: 'requested impersonation without impersonating a user' },
    })
  })

  it('may have keys that are no encoding of anything', async () => {
    const headers = { ...json, 'impersonate-user': 'jane', 'impersonate-extra-100%': 'yes' }
    const { json: review } = await server.ask({ method: 'POST', path: whoAmI, headers, body: '{}' })
    expect(review.status.userInfo.extra).toEqual({ '100%': ['yes'] })
  })
})

describe('a path', () => {
  let session: ReturnType<ListeningServer['connect']>

  beforeAll(async () => {
    const role = {
      metadata: { name: 'reader' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    }
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
    await server.test.transport.request({ method: 'POST', path: roles, body: role })
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/own/rolebindings'
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' }
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'owner' }]
    const body = { metadata: { name: 'owner' }, roleRef, subjects }
    await server.test.transport.request({ method: 'POST', path: rbac, body })
    session = server.connect(await server.certificates.issueClient('owner', []))
  })

  it('leads to what its owner may read', async () => {
    expect(await askOver(session, { path: '/api/v1/namespaces/own/configmaps/kept' })).toMatchObject({
      code: 200,
    })
  })

  it.each([
    '/api/v1/namespaces/other/configmaps/kept',
    '/api/v1/namespaces/own/../other/configmaps/kept',
    '/api/v1/namespaces/own/configmaps/../../other/configmaps/kept',
    '/api/v1/namespaces/own%2F..%2Fother/configmaps/kept',
    '/api/v1/namespaces/own/configmaps/..%2F..%2Fother%2Fconfigmaps%2Fkept',
    '/api/v1/namespaces/own/configmaps/%2e%2e/%2e%2e/other/configmaps/kept',
    '/api/v1//namespaces//other//configmaps//kept',
    '//api/v1/namespaces/other/configmaps/kept',
    '/api/v1/namespaces/own/..;/other/configmaps/kept',
    '/version/../api/v1/namespaces/other/configmaps/kept',
    '/healthz/../api/v1/namespaces/other/configmaps/kept',
    '/api/v1/namespaces/own/configmaps/kept%00/../../other',
    '/api/v1/configmaps?fieldSelector=metadata.namespace%3Down',
    '/api/v1/watch/namespaces/other/configmaps/kept',
    '/API/v1/namespaces/other/configmaps/kept',
    '/api/v1/namespaces/OTHER/configmaps/kept',
  ])('does not lead out of a namespace: %s', async (path) => {
    const { code, text } = await askOver(session, { path })
    expect([400, 403, 404]).toContain(code)
    expect(text).not.toContain('"of":"other"')
  })

  it.each(['..', '.', 'a%2Fb', 'a%25b'])('names nothing by %s', async (name) => {
    const { code } = await server.ask({ path: `${collection}/${name}` })
    expect([400, 404]).toContain(code)
    const body = JSON.stringify({ metadata: { name: decodeURIComponent(name) } })
    expect(await server.ask({ method: 'POST', path: collection, headers: json, body })).toMatchObject({
      code: 422,
    })
  })
})

describe('a body', () => {
  it('that is compressed is not unpacked', async () => {
    const body = gzipSync(JSON.stringify({ metadata: { name: 'bomb' }, data: { a: ' '.repeat(5_000_000) } }))
    const headers = { ...json, 'content-encoding': 'gzip' }
    const answer = await server.ask({ method: 'POST', path: collection, headers, body })
    expect(answer).toMatchObject({ code: 400, json: { reason: 'BadRequest' } })
  })

  const closers = ']'.repeat(20_000)
  const hidden = `{"a":"\\"${closers}","b":${'['.repeat(20_000)}${closers}}`

  it.each([
    ['application/json', `{"data":${'["]",'.repeat(20_000)}1${closers}}`],
    ['application/json', hidden],
    ['application/yaml', hidden],
    ['application/yaml', `a: ${'['.repeat(1500)}${']'.repeat(1500)}`],
    ['application/merge-patch+json', hidden],
    ['application/apply-patch+yaml', hidden],
  ])('of %s does not hide how deep it is in its texts', async (type, body) => {
    const isPatch = type.includes('patch')
    const path = isPatch ? `${collection}/deep?fieldManager=me` : collection
    const headers = { 'content-type': type }
    const answer = await server.ask({ method: isPatch ? 'PATCH' : 'POST', path, headers, body })
    expect(answer).toMatchObject({ code: 400, json: { reason: 'BadRequest' } })
    expect(answer.json.message).toMatch(/exceeded max depth|Maximum call stack/)
  })

  it.each(['application/yaml', 'application/apply-patch+yaml'])(
    'of %s does not grow by its aliases',
    async (type) => {
      const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
      for (let i = 1; i < 12; i++)
        lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`)}]`)
      const isPatch = type.includes('patch')
      const answer = await server.ask({
        method: isPatch ? 'PATCH' : 'POST',
        path: isPatch ? `${collection}/bomb?fieldManager=me` : collection,
        headers: { 'content-type': type },
        body: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\n${lines.join('\n')}\n`,
      })
      expect(answer).toMatchObject({
        code: 400,
        json: { message: expect.stringContaining('document contains excessive aliasing') },
      })
    },
  )

  it('of protobuf is no deeper than upstream reads', async () => {
    let inner = Buffer.alloc(0)
    for (let i = 0; i < 2000; i++) {
      const length = []
      let rest = inner.length
      do {
        length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
        rest >>>= 7
      } while (rest > 0)
      inner = Buffer.concat([Buffer.of(0x0a, ...length), inner])
    }
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' }
    const body = Buffer.concat([Buffer.from('k8s\0'), inner])
    const answer = await server.ask({ method: 'POST', path: collection, headers, body })
    expect(answer).toMatchObject({ code: 400, json: { reason: 'BadRequest' } })
  })
})
