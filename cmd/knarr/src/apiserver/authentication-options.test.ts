import { defineOptions, parseOptions } from '@knarr/component'
import { describe, expect, it } from 'vitest'
import { authenticationOptionsOf, authenticationTable } from './authentication-options.ts'

const options = async (...flags: string[]): Promise<unknown> =>
  authenticationOptionsOf(parseOptions(defineOptions(authenticationTable), flags).values)

describe('flags of authentication', () => {
  it('take anonymous requests and believe no issuer unless told so', async () => {
    expect(await options()).toEqual({ anonymousAuth: true, apiAudiences: [], bootstrapTokenAuth: false })
  })

  it('say what they say', async () => {
    expect(
      await options('--anonymous-auth=false', '--token-auth-file=/t', '--enable-bootstrap-token-auth'),
    ).toEqual({
      ...{ anonymousAuth: false, apiAudiences: [], tokenAuthFile: '/t', bootstrapTokenAuth: true },
    })
  })

  it('describe an issuer', async () => {
    const flags = ['--oidc-issuer-url=https://a', '--oidc-client-id=b', '--oidc-required-claim=hd=x=y,c=d']
    expect(await options(...flags, '--oidc-groups-claim=g')).toMatchObject({
      oidc: {
        ...{ issuerUrl: 'https://a', clientId: 'b', usernameClaim: 'sub', groupsClaim: 'g' },
        ...{ requiredClaims: { hd: 'x=y', c: 'd' }, signingAlgorithms: ['RS256'] },
      },
    })
    await expect(options('--oidc-required-claim=x')).rejects.toThrow('malformed pair, expect string=string')
  })
})
