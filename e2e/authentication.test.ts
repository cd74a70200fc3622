import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTokenIssuer, type TokenIssuer } from '../control-plane/apiserver/src/testing/token-issuer.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const clusterInfo = '/api/v1/namespaces/kube-public/configmaps/cluster-info'
const directory = mkdtempSync(join(tmpdir(), 'authentication-'))
let issuer: TokenIssuer
let knarr: KnarrProcess
let kubectl: Kubectl

beforeAll(async () => {
  issuer = await startTokenIssuer()
  const tokens = join(directory, 'tokens.csv')
  writeFileSync(tokens, 'static-token,ada,42,"analysts,engineers"\n')
  const config = join(directory, 'authentication.yaml')
  writeFileSync(config, JSON.stringify(configuration()))
  knarr = await KnarrProcess.start({
    args: [
      ...[
        `--token-auth-file=${tokens}`,
        `--authentication-config=${config}`,
        '--enable-bootstrap-token-auth',
      ],
    ],
  })
  kubectl = kubectlFor(knarr.kubeconfig)
})

afterAll(async () => {
  await knarr?.destroy()
  await issuer?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

function configuration(): object {
  return {
    ...{ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' },
    jwt: [
      {
        issuer: { url: issuer.url, certificateAuthority: issuer.ca, audiences: ['knarr'] },
        claimMappings: {
          username: { expression: '"oidc:" + claims.sub' },
          groups: { expression: 'claims.roles' },
        },
        userValidationRules: [{ expression: '!user.username.contains("root")', message: 'no root here' }],
      },
    ],
    anonymous: { enabled: true, conditions: [{ path: clusterInfo }] },
  }
}

/** Who the API server takes somebody with this token for. */
async function whoIs(token: string): Promise<string> {
  await kubectl('config', 'set-credentials', 'bearer', `--token=${token}`)
  const { stdout, stderr } = await kubectl.result(['--user=bearer', 'auth', 'whoami'])
  return stdout + stderr
}

const claims = (sub: string): object => ({
  ...{ aud: 'knarr', sub, roles: ['dev'] },
  exp: Math.floor(Date.now() / 1000) + 600,
})

it('knows the tokens of a file', async () => {
  const shown = await whoIs('static-token')
  expect(shown).toMatch(/Username +ada\n/)
  expect(shown).toMatch(/Groups +\[analysts engineers system:authenticated\]/)
  expect(await whoIs('another')).toContain('You must be logged in to the server')
})

it('knows who has a token of an issuer, and refuses whom the rules refuse', async () => {
  const shown = await whoIs(issuer.issue(claims('jane')))
  expect(shown).toMatch(/Username +oidc:jane\n/)
  expect(shown).toMatch(/Groups +\[dev system:authenticated\]/)
  expect(await whoIs(issuer.issue(claims('root')))).toContain('You must be logged in to the server')
  expect(await whoIs(issuer.issue({ ...claims('jane'), aud: 'other' }))).toContain('You must be logged in')
})

it('lets who joins by a token find the cluster, and be sure of it', async () => {
  const content = 'apiVersion: v1\nkind: Config\n'
  await kubectl(
    'create',
    '-n=kube-public',
    'configmap',
    'cluster-info',
    `--from-literal=kubeconfig=${content}`,
  )
  await kubectl(
    ...['create', '-n=kube-public', 'role', 'cluster-info', '--verb=get', '--resource=configmaps'],
    '--resource-name=cluster-info',
  )
  const binding = ['rolebinding', 'cluster-info', '--role=cluster-info', '--user=system:anonymous']
  await kubectl('create', '-n=kube-public', ...binding)
  const usages = ['usage-bootstrap-signing=true', 'usage-bootstrap-authentication=true']
  const data = ['token-id=abcdef', 'token-secret=0123456789abcdef', ...usages]
  await kubectl(
    ...['create', '-n=kube-system', 'secret', 'generic', 'bootstrap-token-abcdef'],
    ...['--type=bootstrap.kubernetes.io/token', ...data.map((each) => `--from-literal=${each}`)],
  )
  const server = await kubectl('config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}')
  const signature = async (): Promise<unknown> =>
    JSON.parse((await anonymously(`${server}${clusterInfo}`)).text).data['jws-kubeconfig-abcdef']
  await expect.poll(signature, { timeout: 10_000 }).toBeTypeOf('string')
  const [header, none, signed] = String(await signature()).split('.')
  const payload = Buffer.from(content).toString('base64url')
  expect(none).toBe('')
  expect(signed).toBe(
    createHmac('sha256', '0123456789abcdef').update(`${header}.${payload}`).digest('base64url'),
  )
  expect(await whoIs('abcdef.0123456789abcdef')).toMatch(/Username +system:bootstrap:abcdef\n/)
  expect((await anonymously(`${server}/livez`)).code).toBe(401)
})

function anonymously(url: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ code: response.statusCode ?? 0, text })
    }).on('error', reject)
  })
}
