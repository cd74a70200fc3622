import { once } from 'node:events'
import { request as request1 } from 'node:https'
import { gunzipSync } from 'node:zlib'
import { decodeProtobuf, encodeProtobuf } from '@knarr/api'
import { type ConfigMap, configMaps, type Pod, pods } from '@knarr/api/core/v1'
import type { KubeletApi } from '@knarr/rpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { parse } from 'yaml'
import { ensureSystemNamespaces } from '../bootstrap/bootstrap-objects.ts'
import { ensureBootstrapPolicy } from '../bootstrap/ensure-policy.ts'
import { strategies } from '../registry/resources.ts'
import { askOver, type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }
const protobuf = 'application/vnd.kubernetes.protobuf'

let server: ListeningServer

beforeAll(async () => {
  server = await startListeningServer({ strategies })
  await ensureSystemNamespaces(server.test.transport)
  await ensureBootstrapPolicy(server.test.transport)
  await server.test.client.create(configMaps, {
    metadata: { name: 'kept', namespace: 'default' },
    data: { key: 'välue' },
  } as unknown as ConfigMap)
})

afterAll(() => server[Symbol.asyncDispose]())

describe('the bytes', () => {
  it('of an object are those of the store', async () => {
    const { code, headers, body } = await server.ask({ path: `${collection}/kept` })
    const item = await server.test.store.get('/registry/core/configmaps/default/kept')
    expect(code).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
    })
    expect(body).toEqual(Buffer.concat([item?.value ?? Buffer.of(), Buffer.from('\n')]))
  })

  it('of a list are those of its items', async () => {
    const { json: list, text } = await server.ask({ path: collection })
    const item = await server.test.store.get('/registry/core/configmaps/default/kept')
    expect(list).toMatchObject({ kind: 'ConfigMapList', items: [{ metadata: { name: 'kept' } }] })
    expect(text).toContain(Buffer.from(item?.value ?? []).toString())
  })

  it.each([
    ['application/yaml', (text: string) => parse(text)],
    [protobuf, (_: string, body: Buffer) => decodeProtobuf(body).object],
    ['text/html, application/json;q=0.5', (text: string) => JSON.parse(text)],
    [
      `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`,
      (_: string, body: Buffer) => decodeProtobuf(body).object,
    ],
  ])('come as %s', async (accept, read) => {
    const { code, text, body } = await server.ask({ path: `${collection}/kept`, headers: { accept } })
    expect(code).toBe(200)
    expect(read(text, body)).toMatchObject({ metadata: { name: 'kept', namespace: 'default' } })
  })

  it('are taken as YAML and protobuf, too', async () => {
    const yaml = await server.ask({
      method: 'POST',
      path: collection,
      headers: { 'content-type': 'application/yaml' },
      body: 'metadata:\n  name: from-yaml\ndata: {a: "1"}\n',
    })
    expect(yaml).toMatchObject({ code: 201, json: { metadata: { name: 'from-yaml' }, data: { a: '1' } } })
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'from-protobuf' },
      data: { a: '2' },
    }
    const headers = { 'content-type': protobuf, accept: `${protobuf},application/json` }
    const body = encodeProtobuf(object)
    const answer = await server.ask({ method: 'POST', path: collection, headers, body })
    expect(answer).toMatchObject({ code: 201, headers: { 'content-type': protobuf } })
    expect(decodeProtobuf(answer.body).object).toMatchObject({
      metadata: { name: 'from-protobuf' },
      data: { a: '2' },
    })
  })

  it('are lined up for people', async () => {
    const { text } = await server.ask({ path: `${collection}/kept?pretty=true` })
    expect(text).toMatch(/^\{\n {2}"apiVersion": "v1",\n/)
  })

  it('are compressed where there are many', async () => {
    await server.test.client.create(configMaps, {
      metadata: { name: 'large', namespace: 'default' },
      data: { key: 'x'.repeat(200_000) },
    } as unknown as ConfigMap)
    const path = `${collection}/large`
    const { headers, body } = await server.ask({ path, headers: { 'accept-encoding': 'gzip' } })
    expect(headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(body).toString()).data.key).toHaveLength(200_000)
    const plain = await server.ask({ path })
    expect(plain.headers['content-encoding']).toBeUndefined()
  })
})

describe('a refusal', () => {
  it.each([
    [
      'malformed JSON',
      '{"kind',
      400,
      /unrecognized \(must be of type ConfigMap\): .*unexpected end of JSON input \(\{"kind\)$/,
    ],
    ['an empty body', '', 400, /unexpected end of JSON input \(<empty>\)$/],
    ['a list', '[]', 400, /json: cannot unmarshal array/],
    [
      'another kind',
      '{"kind":"Pod","apiVersion":"v1"}',
      400,
      /^Pod in version "v1" cannot be handled as a ConfigMap/,
    ],
    [
      'a wrong type',
      '{"metadata":{"name":7}}',
      400,
      /^ConfigMap in version "v1" cannot be handled as a ConfigMap: /,
    ],
    [
      'too much',
      `{"data":{"a":"${'x'.repeat(3 << 20)}"}}`,
      413,
      /^Request entity too large: limit is 3145728$/,
    ],
  ])('of %s', async (_, body, code, message) => {
    const answer = await server.ask({ method: 'POST', path: collection, headers: json, body })
    expect(answer.code).toBe(code)
    expect(answer.json).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      message: expect.stringMatching(message),
    })
  })

  it('of an unknown media type', async () => {
    const sent = await server.ask({
      method: 'POST',
      path: collection,
      headers: { 'content-type': 'text/html' },
      body: '',
    })
    expect(sent).toMatchObject({
      code: 415,
      json: {
        reason: 'UnsupportedMediaType',
        message:
          'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      },
    })
    const asked = await server.ask({ path: collection, headers: { accept: 'text/html' } })
    expect(asked).toMatchObject({
      code: 406,
      json: {
        reason: 'NotAcceptable',
        message:
          'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      },
    })
  })

  it.each([
    [
      '/api/v1/nothing',
      404,
      { reason: 'NotFound', message: 'the server could not find the requested resource' },
    ],
    ['/api/v1/namespaces/default/configmaps/none', 404, { message: 'configmaps "none" not found' }],
  ])('of %s', async (path, code, status) => {
    expect(await server.ask({ path })).toMatchObject({ code, json: status })
  })

  it.each([
    '/nothing',
    '/apis/none.example.com',
    '/apis/none.example.com/v1',
    '/apis/none.example.com/v1/things',
  ])('of %s is text', async (path) => {
    expect(await server.ask({ path })).toMatchObject({ code: 404, text: '404 page not found\n' })
  })

  it('of a method the resource does not have', async () => {
    expect(
      await server.ask({ method: 'POST', path: `${collection}/kept`, headers: json, body: '{}' }),
    ).toMatchObject({
      code: 405,
      json: { reason: 'MethodNotAllowed' },
    })
  })

  it('comes as protobuf to those who read nothing else', async () => {
    const { body } = await server.ask({ path: `${collection}/none`, headers: { accept: protobuf } })
    expect(decodeProtobuf(body).object).toMatchObject({ kind: 'Status', code: 404 })
  })
})

describe('whoever asks', () => {
  it('is known by certificate', async () => {
    const client = await server.certificates.issueClient('jane', ['dev', 'ops'])
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const review = await askOver(server.connect(client), { method: 'POST', path, headers: json, body: '{}' })
    expect(review.json.status.userInfo).toMatchObject({
      username: 'jane',
      groups: ['dev', 'ops', 'system:authenticated'],
    })
    const pods = await askOver(server.connect(client), { path: '/api/v1/namespaces/default/pods' })
    expect(pods).toMatchObject({
      code: 403,
      json: {
        message:
          'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
        details: { kind: 'pods' },
      },
    })
  })

  it('may ask how the server is without being known', async () => {
    const session = server.connect(null)
    expect(await askOver(session, { path: '/healthz' })).toMatchObject({ code: 200, text: 'ok' })
    expect(await askOver(session, { path: '/version' })).toMatchObject({ code: 200, json: { minor: '36' } })
    expect(await askOver(session, { path: '/api' })).toMatchObject({
      code: 403,
      json: { message: 'forbidden: User "system:anonymous" cannot get path "/api"' },
    })
  })

  it('is not believed a token nobody knows', async () => {
    const headers = { authorization: 'Bearer abc' }
    expect(await askOver(server.connect(null), { path: '/version', headers })).toMatchObject({
      code: 401,
      json: { reason: 'Unauthorized' },
    })
  })

  it('may act as somebody else with the right to', async () => {
    const headers = { ...json, 'impersonate-user': 'jane', 'impersonate-group': 'dev' }
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const { json: review } = await server.ask({ method: 'POST', path, headers, body: '{}' })
    expect(review.status.userInfo).toMatchObject({
      username: 'jane',
      groups: ['dev', 'system:authenticated'],
    })
  })
})

describe('a watch over HTTP', () => {
  const frame = (name: string) => ({ metadata: { name, namespace: 'default' } }) as unknown as ConfigMap

  it('is one line of JSON an event', async () => {
    const stream = server
      .connect()
      .request({ ':path': `${collection}?watch=true&fieldSelector=metadata.name=w1` })
    await once(stream, 'response')
    await server.test.client.create(configMaps, frame('w1'))
    const [line] = await once(stream, 'data')
    expect(JSON.parse(line.toString())).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'w1' } } })
    expect(line.toString().endsWith('}\n')).toBe(true)
    stream.destroy()
  })

  it('is frames behind their length in protobuf', async () => {
    const path = `${collection}?watch=true&fieldSelector=metadata.name=w2`
    const stream = server.connect().request({ ':path': path, accept: `${protobuf};stream=watch` })
    const [headers] = await once(stream, 'response')
    expect(headers['content-type']).toBe(`${protobuf};stream=watch`)
    await server.test.client.create(configMaps, frame('w2'))
    const [bytes] = (await once(stream, 'data')) as [Buffer]
    expect(bytes.readUInt32BE()).toBe(bytes.length - 4)
    expect(bytes.subarray(4, 11).toString()).toBe('\n\x05ADDED')
    stream.destroy()
  })

  it('tells in the stream that its revision is forgotten', async () => {
    await using other = await startListeningServer()
    for (const name of ['a', 'b']) await other.test.client.create(configMaps, frame(name))
    await other.test.store.compact(other.test.store.revision)
    const answer = await other.ask({ path: `${collection}?watch=true&resourceVersion=1` })
    expect(answer).toMatchObject({
      code: 200,
      json: { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
    })
  })

  it('is over when a client goes that had stopped reading', async () => {
    const other = await startListeningServer()
    const session = other.connect()
    const stream = session.request({ ':path': `${collection}?watch=true` })
    stream.on('error', () => {})
    await once(stream, 'response')
    stream.pause()
    const data = { key: 'x'.repeat(100_000) }
    for (const name of ['a', 'b'])
      await other.test.client.create(configMaps, { ...frame(name), data } as ConfigMap)
    session.destroy()
    // On the virtual clock nothing cuts short what still waits for the client.
    await other[Symbol.asyncDispose]()
  })

  it('does not keep the server from closing', async () => {
    const other = await startListeningServer()
    const stream = other.connect().request({ ':path': `${collection}?watch=true` })
    await once(stream, 'response')
    const ended = once(stream.resume(), 'end')
    await other.test.server.close()
    await ended
    await other[Symbol.asyncDispose]()
  })
})

describe('HTTP/1.1', () => {
  const tls = () => ({ ca: server.certificates.authority.cert, ...server.certificates.admin })

  it('is served on the same port', async () => {
    const asked = request1({
      ...tls(),
      host: 'localhost',
      port: server.port,
      path: `${collection}/kept`,
    }).end()
    const [answer] = await once(asked, 'response')
    const body = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>))
    expect(answer).toMatchObject({ statusCode: 200, httpVersion: '1.1' })
    expect(JSON.parse(body.toString()).data).toEqual({ key: 'välue' })
  })

  it('carries warnings of fields that are not there', async () => {
    const headers = { ...json, connection: 'close' }
    const options = {
      ...tls(),
      host: 'localhost',
      port: server.port,
      method: 'POST',
      path: collection,
      headers,
    }
    const asked = request1(options).end('{"metadata":{"name":"warned"},"foo":1,"foo":2}')
    const [answer] = await once(asked, 'response')
    answer.resume()
    expect(answer.headers.warning).toBe('299 - "unknown field \\"foo\\"", 299 - "duplicate field \\"foo\\""')
  })
})

describe('a WebSocket', () => {
  const tls = () => ({ ca: server.certificates.authority.cert, ...server.certificates.admin })

  it('carries a watch, an event a message', async () => {
    const url = `wss://localhost:${server.port}${collection}?watch=true&fieldSelector=metadata.name=kept`
    const socket = new WebSocket(url, { ...tls() })
    const [message, isBinary] = await once(socket, 'message')
    expect(isBinary).toBe(false)
    expect(JSON.parse(message.toString())).toMatchObject({
      type: 'ADDED',
      object: { metadata: { name: 'kept' } },
    })
    socket.close()
  })

  it('is answered like any request where there is nothing to stream', async () => {
    const socket = new WebSocket(`wss://localhost:${server.port}${collection}/kept`, { ...tls() })
    const [, answer] = await once(socket, 'unexpected-response')
    expect(answer.statusCode).toBe(200)
    answer.resume()
  })
})

describe('a pod with a kubelet', () => {
  const kubelet: Partial<KubeletApi> = {
    async containerLogs(target, options) {
      const lines = [`${target.pod}/${target.container}\n`, `tail ${options.tailLines}\n`]
      return (async function* () {
        for (const line of lines) yield Buffer.from(line)
      })()
    },
  }
  const pod = {
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
  } as unknown as Pod

  it('streams its log', async () => {
    await using other = await startListeningServer({ kubelets: { dial: async () => kubelet as KubeletApi } })
    await other.test.client.create(pods, pod)
    const path = '/api/v1/namespaces/default/pods/web/log'
    expect(await other.ask({ path: `${path}?tailLines=3` })).toMatchObject({
      code: 200,
      headers: { 'content-type': 'text/plain' },
      text: 'web/c\ntail 3\n',
    })
    expect(await other.ask({ path: `${path}?container=x` })).toMatchObject({
      code: 400,
      json: { message: 'container x is not valid for pod web' },
    })
    expect(await other.ask({ path: `${path}?tailLines=-1` })).toMatchObject({ code: 422 })
  })

  it('streams its log over a WebSocket', async () => {
    await using other = await startListeningServer({ kubelets: { dial: async () => kubelet as KubeletApi } })
    await other.test.client.create(pods, pod)
    const url = `wss://localhost:${other.port}/api/v1/namespaces/default/pods/web/log?tailLines=3`
    const tls = { ca: other.certificates.authority.cert, ...other.certificates.admin }
    const socket = new WebSocket(url, 'base64.binary.k8s.io', tls)
    const messages: string[] = []
    socket.on('message', (message) => messages.push(Buffer.from(message.toString(), 'base64').toString()))
    await once(socket, 'close')
    expect(messages).toEqual(['', 'web/c\n', 'tail 3\n'])
  })

  it('answers an upgrade that cannot be with a Status', async () => {
    await using other = await startListeningServer({ kubelets: { dial: async () => kubelet as KubeletApi } })
    await other.test.client.create(pods, pod)
    const url = `wss://localhost:${other.port}/api/v1/namespaces/default/pods/none/exec?command=sh&stdout=true`
    const { ca, cert, key } = { ca: other.certificates.authority.cert, ...other.certificates.admin }
    const socket = new WebSocket(url, 'v5.channel.k8s.io', { ca, cert, key })
    const [, answer] = await once(socket, 'unexpected-response')
    const body = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>))
    expect(JSON.parse(body.toString())).toMatchObject({ code: 404, message: 'pods "none" not found' })
    expect(await other.ask({ path: '/api/v1/namespaces/default/pods/web/exec?command=sh' })).toMatchObject({
      code: 400,
      json: { message: 'Upgrade request required' },
    })
  })
})
