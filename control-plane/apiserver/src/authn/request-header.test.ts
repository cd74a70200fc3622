import { describe, expect, it } from 'vitest'
import type { ServerRequest } from '../request/server-request.ts'
import { clientCertificate } from './client-certificate.ts'
import { defaultRequestHeaders, requestHeader } from './request-header.ts'

const authenticator = requestHeader(defaultRequestHeaders)
const proxy = { commonName: 'front-proxy-client', organizations: [], fingerprint: 'f', isFrontProxy: true }

const requestOf = (peer: ServerRequest['peer'], headers: Record<string, string>): ServerRequest =>
  ({ peer, headers }) as unknown as ServerRequest

describe('request headers', () => {
  const headers = {
    'x-remote-user': 'jane',
    'x-remote-uid': '42',
    'x-remote-group': 'developers, testers',
    'x-remote-extra-acme.com%2fproject': 'one, two',
  }

  it('say who asks where a front proxy shows its certificate', async () => {
    expect(await authenticator.authenticate(requestOf(proxy, headers))).toEqual({
      name: 'jane',
      uid: '42',
      groups: ['developers', 'testers'],
      extra: { 'acme.com/project': ['one', 'two'] },
    })
  })

  it.each([
    ['nobody', undefined],
    ['a client of the cluster', { ...proxy, isFrontProxy: false }],
  ])('say nothing from %s', async (_, peer) => {
    expect(await authenticator.authenticate(requestOf(peer, headers))).toBeUndefined()
  })

  it('are not believed from a proxy of another name', async () => {
    const peer = { ...proxy, commonName: 'mallory' }
    await expect(authenticator.authenticate(requestOf(peer, headers))).rejects.toThrow(
      'x509: subject with cn=mallory is not in the allowed list',
    )
    const any = requestHeader({ ...defaultRequestHeaders, allowedNames: [] })
    expect(await any.authenticate(requestOf(peer, headers))).toMatchObject({ name: 'jane' })
  })

  it('are needed: a proxy is nobody itself', async () => {
    expect(await authenticator.authenticate(requestOf(proxy, {}))).toBeUndefined()
    expect(await clientCertificate.authenticate(requestOf(proxy, {}))).toBeUndefined()
  })
})
