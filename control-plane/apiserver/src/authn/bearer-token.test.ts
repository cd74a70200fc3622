import { describe, expect, it } from 'vitest'
import type { ServerRequest } from '../request/server-request.ts'
import { testRequest } from '../testing/test-request.ts'
import { unionAuthenticator } from './authenticator.ts'
import { bearerToken, webSocketToken } from './bearer-token.ts'
import type { TokenAuthenticator } from './token-authenticator.ts'

const tokens: TokenAuthenticator = {
  async authenticateToken(token, audiences) {
    if (token === 'expired') throw new Error('token has expired')
    return token === 'good' ? { user: { name: 'jane', groups: [] }, audiences } : undefined
  },
}

const authenticator = unionAuthenticator([bearerToken(tokens, ['api']), webSocketToken(tokens, ['api'])])

function requestWith(headers: ServerRequest['headers']): ServerRequest {
  return { ...testRequest('GET', '/api'), headers }
}

const nameOf = async (request: ServerRequest): Promise<string | undefined> =>
  (await authenticator.authenticate(request))?.name

const webSocket = (...protocols: string[]): ServerRequest['headers'] => ({
  ...{ connection: 'keep-alive, Upgrade', upgrade: 'websocket' },
  'sec-websocket-protocol': protocols.join(', '),
})
const shown = (token: string): string =>
  `base64url.bearer.authorization.k8s.io.${Buffer.from(token).toString('base64url')}`

describe('bearer tokens', () => {
  it.each([
    ['Bearer good', 'jane'],
    [' bearer good', 'jane'],
    ['BEARER good and more', 'jane'],
    ['Basic good', undefined],
    ['Bearer', undefined],
    [undefined, undefined],
  ])('Authorization: %s is %s', async (authorization, name) => {
    expect(await nameOf(requestWith({ authorization }))).toBe(name)
  })

  it.each([
    ['Bearer other', 'invalid bearer token'],
    ['Bearer expired', '[invalid bearer token, token has expired]'],
  ])('Authorization: %s: %s', async (authorization, message) => {
    await expect(nameOf(requestWith({ authorization }))).rejects.toMatchObject({ message })
  })

  it('are passed over with a warning behind too much space', async () => {
    const request = requestWith({ authorization: 'Bearer  good' })
    expect(await nameOf(request)).toBeUndefined()
    expect(request.warnings).toEqual([
      'the provided Authorization header contains extra space before the bearer token, and is ignored',
    ])
  })

  it('come as a subprotocol of WebSockets too', async () => {
    expect(await nameOf(requestWith(webSocket('v5.channel.k8s.io', shown('good'))))).toBe('jane')
    const { connection, ...others } = webSocket('v5.channel.k8s.io', shown('good'))
    expect(await nameOf(requestWith(others))).toBeUndefined()
  })

  it.each([
    [[shown('good')], 'missing additional subprotocol'],
    [['x', shown('good'), shown('good')], 'multiple base64.bearer.authorization tokens specified'],
    [['x', `${shown('good')}!`], 'invalid base64.bearer.authorization token encoding'],
    [['x', 'base64url.bearer.authorization.k8s.io._w'], 'invalid base64.bearer.authorization token'],
    [['x', shown('other')], 'invalid bearer token'],
  ])('%j: %s', async (protocols, message) => {
    await expect(nameOf(requestWith(webSocket(...protocols)))).rejects.toMatchObject({ message })
  })

  it('lead to all the reasons there are, each once', async () => {
    const failing = (...messages: string[]) =>
      messages.map((message) => ({ name: message, authenticate: () => Promise.reject(new Error(message)) }))
    const nested = unionAuthenticator(failing('b', 'a'))
    const all = unionAuthenticator([...failing('a'), nested])
    await expect(all.authenticate(requestWith({}))).rejects.toMatchObject({ message: '[a, b]' })
  })
})
