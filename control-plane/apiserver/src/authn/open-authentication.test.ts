import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ApiServerOptions } from '../api-server.ts'
import { askOver, type HttpAnswer, startListeningServer } from '../testing/http-test-client.ts'

const directory = mkdtempSync(join(tmpdir(), 'authentication-'))
afterAll(() => rmSync(directory, { recursive: true }))

function fileOf(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

function configurationOf(anonymous: object): string {
  const head = { apiVersion: 'apiserver.config.k8s.io/v1beta1', kind: 'AuthenticationConfiguration' }
  return fileOf('authentication.json', JSON.stringify({ ...head, jwt: [], anonymous }))
}

/** What is answered to each path for somebody without a certificate. */
async function answersTo(
  paths: readonly string[],
  options: Partial<ApiServerOptions>,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer[]> {
  await using server = await startListeningServer(options)
  const session = server.connect(null)
  return await Promise.all(paths.map((path) => askOver(session, { path, headers })))
}

const refusal = {
  ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
  ...{ message: 'Unauthorized', reason: 'Unauthorized', code: 401 },
}

describe('requests without credentials', () => {
  it('are those of nobody in particular', async () => {
    const [answer] = await answersTo(['/api/v1/pods'], { authorizationModes: ['AlwaysDeny'] })
    expect(answer?.json.message).toContain('User "system:anonymous" cannot list resource "pods"')
  })

  it.each<[string, Partial<ApiServerOptions>]>([
    ['where nobody is to be anonymous', { anonymousAuth: false }],
    ['where everything would be allowed them', { authorizationModes: ['AlwaysAllow'] }],
    ['where a file says so', { authenticationConfig: configurationOf({ enabled: false }) }],
  ])('are refused %s', async (_, options) => {
    const [answer] = await answersTo(['/livez'], options)
    expect(answer).toMatchObject({ code: 401, json: refusal })
  })

  it('are taken only where conditions let them', async () => {
    const conditions = [{ path: '/livez' }, { path: '/healthz' }]
    const file = fileOf('conditions.json', '')
    writeFileSync(
      file,
      JSON.stringify({
        ...{ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' },
        anonymous: { enabled: true, conditions },
      }),
    )
    const allowed = { authenticationConfig: file, authorizationModes: ['AlwaysAllow'] }
    const answers = await answersTo(['/livez', '/livez/ping', '/version'], allowed)
    expect(answers.map(({ code }) => code)).toEqual([200, 401, 401])
  })

  it('cannot be told about in a file and by flag', async () => {
    const options = { anonymousAuth: false, authenticationConfig: configurationOf({ enabled: true }) }
    await expect(answersTo([], options)).rejects.toThrow(
      'anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file',
    )
  })
})

describe('requests with a token', () => {
  const tokenAuthFile = fileOf('tokens.csv', 'good,jane,1,"system:masters"\n')

  it('are those of who has it', async () => {
    const [answer] = await answersTo(['/version'], { tokenAuthFile }, { authorization: 'Bearer good' })
    expect(answer?.code).toBe(200)
  })

  it('of nobody are refused, though anonymous ones are not', async () => {
    const answers = await answersTo(
      ['/livez', '/version'],
      { tokenAuthFile },
      { authorization: 'Bearer bad' },
    )
    expect(answers).toMatchObject([
      { code: 401, json: refusal },
      { code: 401, json: refusal },
    ])
  })
})
