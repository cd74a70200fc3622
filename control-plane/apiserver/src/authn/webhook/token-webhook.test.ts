import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, systemClock, VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthority, issueCertificate } from '../../certificates/certificate-authority.ts'
import type { TokenAuthenticator } from '../token-authenticator.ts'
import { openTokenWebhook, type TokenWebhookOptions } from './open-token-webhook.ts'

type Review = {
  readonly apiVersion: string
  readonly kind: string
  readonly spec: { readonly token: string }
}

const directory = mkdtempSync(join(tmpdir(), 'token-webhook-'))
const file = join(directory, 'config.yaml')
const clock = new VirtualClock()
let server: Server
let url: string
let asked: (Review & { path: string })[]
let answers: (object | number)[]
let closers: (() => void)[]

beforeEach(async () => {
  asked = []
  answers = []
  closers = []
  const authority = await createAuthority(systemClock)
  const names = { commonName: 'webhook', hosts: ['127.0.0.1'], usage: 'server' as const }
  const { cert, key } = await issueCertificate(authority, names, systemClock)
  server = createServer({ cert, key }, async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const review = JSON.parse(text) as Review
    asked.push({ ...review, path: request.url ?? '' })
    const answer = answers.shift() ?? {}
    if (typeof answer === 'number') response.writeHead(answer).end('no')
    else
      response.end(JSON.stringify({ ...review, status: answer, ...('apiVersion' in answer ? answer : {}) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/authenticate`
  const ca = Buffer.from(authority.cert).toString('base64')
  const cluster = { server: url, 'certificate-authority-data': ca }
  const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }]
  const config = { clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user: {} }], contexts }
  writeFileSync(file, JSON.stringify({ ...config, 'current-context': 'c' }))
})

afterEach(async () => {
  for (const close of closers) close()
  server.closeAllConnections()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
})

async function open(options: Partial<TokenWebhookOptions> = {}): Promise<TokenAuthenticator> {
  const webhook = await openTokenWebhook({ configFile: file, ...options }, { clock, random: seededRandom(1) })
  closers.push(() => webhook.close())
  return webhook.authenticator(['api'])
}

const jane = { username: 'jane', uid: '1', groups: ['dev'], extra: { a: ['b'] } }

describe('a token webhook', () => {
  it.each(['v1', 'v1beta1'])('is sent a TokenReview of %s and says who it is', async (version) => {
    const authenticator = await open({ version })
    answers.push({ authenticated: true, user: jane, audiences: ['other', 'api'] })
    expect(await authenticator.authenticateToken('t', ['api', 'more'])).toEqual({
      user: { name: 'jane', uid: '1', groups: ['dev'], extra: { a: ['b'] } },
      audiences: ['api'],
    })
    expect(asked).toMatchObject([
      {
        ...{
          apiVersion: `authentication.k8s.io/${version}`,
          kind: 'TokenReview',
          path: '/authenticate?timeout=30s',
        },
        spec: { token: 't', audiences: ['api', 'more'] },
      },
    ])
  })

  it('speaks for this API where it names no audience', async () => {
    const authenticator = await open()
    answers.push({ authenticated: true, user: jane }, { authenticated: true, user: jane })
    expect(await authenticator.authenticateToken('t', ['api'])).toMatchObject({ audiences: ['api'] })
    expect(await authenticator.authenticateToken('t', ['vault'])).toBeUndefined()
  })

  it('is asked again only after its time, and at once after an error', async () => {
    const authenticator = await open({ cacheTtlMs: 1000 })
    answers.push({ error: 'revoked' }, {}, { authenticated: true, user: jane })
    const ask = (): Promise<unknown> => authenticator.authenticateToken('t', ['api'])
    await expect(ask()).rejects.toThrow(new Error('revoked'))
    expect(await ask()).toBeUndefined()
    expect(await ask()).toBeUndefined()
    await clock.advance(1000)
    expect(await ask()).toMatchObject({ user: { name: 'jane' } })
    await ask()
    expect(asked).toHaveLength(3)
  })

  it('is tried again where it may get better', async () => {
    const authenticator = await open()
    answers.push(500, 429, { authenticated: true, user: jane })
    const known = authenticator.authenticateToken('t', ['api'])
    await expect
      .poll(async () => {
        await clock.advance(800)
        return asked.length
      })
      .toBe(3)
    expect(await known).toMatchObject({ user: { name: 'jane' } })
    answers.push(403)
    await expect(authenticator.authenticateToken('u', ['api'])).rejects.toMatchObject({ code: 403 })
  })

  it.each<[string, object | number, string]>([
    ['an error', 403, 'unknown'],
    ['a path that is not there', 404, 'the server could not find the requested resource'],
    [
      'another object',
      { kind: 'Pod', apiVersion: 'v1' },
      'converting (v1.Pod) to (v1beta1.TokenReview): unknown conversion',
    ],
    [
      'another version',
      { apiVersion: 'authentication.k8s.io/v1' },
      'converting (v1.TokenReview) to (v1beta1.TokenReview): unknown conversion',
    ],
  ])('that answers with %s is told so', async (_, answer, message) => {
    answers.push(answer)
    await expect((await open()).authenticateToken('t', ['api'])).rejects.toMatchObject({ message })
  })

  it('that is not there is told in Go words', async () => {
    const authenticator = await open()
    await new Promise((resolve) => server.close(resolve))
    await expect(authenticator.authenticateToken('t', ['api'])).rejects.toThrow(
      `Post "${url}?timeout=30s": dial tcp 127.0.0.1:${new URL(url).port}: connect: connection refused`,
    )
  })

  it('must be known and of a version', async () => {
    await expect(open({ version: 'v2' })).rejects.toThrow(
      'unsupported authentication webhook version "v2", supported versions are "v1", "v1beta1"',
    )
    rmSync(file)
    await expect(open()).rejects.toThrow(expect.objectContaining({ name: 'ConfigurationError' }))
  })
})
