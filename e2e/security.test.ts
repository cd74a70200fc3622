import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const directory = mkdtempSync(join(tmpdir(), 'knarr-security-'))
const inDirectory = (name: string): string => join(directory, name)
const asked: { user: string; resourceAttributes?: { verb: string; resource: string } }[] = []
let hook: Server
let knarr: KnarrProcess
let kubectl: Kubectl

beforeAll(async () => {
  const [key, cert] = [inDirectory('key.pem'), inDirectory('cert.pem')]
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', '/CN=hook', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ])
  hook = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, async (request, response) => {
    const review = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString())
    asked.push(review.spec)
    const isSecret = review.spec.resourceAttributes?.resource === 'secrets'
    const status = isSecret
      ? { allowed: false, denied: true, reason: 'secrets are secret' }
      : { allowed: true }
    response.end(JSON.stringify({ ...review, status }))
  })
  hook.listen(0, '127.0.0.1')
  await once(hook, 'listening')
  const server = `https://127.0.0.1:${(hook.address() as AddressInfo).port}/authorize`
  const config = {
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority': cert } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  }
  writeFileSync(inDirectory('hook.yaml'), JSON.stringify(config))
  const webhook = {
    ...{ timeout: '5s', subjectAccessReviewVersion: 'v1', failurePolicy: 'Deny' },
    matchConditionSubjectAccessReviewVersion: 'v1',
    connectionInfo: { type: 'KubeConfigFile', kubeConfigFile: inDirectory('hook.yaml') },
    matchConditions: [{ expression: "request.user == 'jane'" }],
  }
  const authorizers = [
    { type: 'Webhook', name: 'jane', webhook },
    { type: 'Node', name: 'node' },
    { type: 'RBAC', name: 'rbac' },
  ]
  const configuration = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthorizationConfiguration' }
  const file = inDirectory('authorization.yaml')
  writeFileSync(file, JSON.stringify({ ...configuration, authorizers }))
  knarr = await KnarrProcess.start({ runtime: 'none', args: ['--authorization-config', file] })
  kubectl = kubectlFor(knarr.kubeconfig, 'kubectl35')
})
afterAll(async () => {
  await knarr?.destroy()
  hook?.close()
  rmSync(directory, { recursive: true, force: true })
})

it('asks a webhook about those it is meant for, and roles about others', async () => {
  expect(await kubectl('get', 'configmaps', '--as=jane')).toContain('kube-root-ca.crt')
  const refused = await kubectl.result(['get', 'secrets', '--as=jane'])
  expect(refused.stderr).toContain(
    'User "jane" cannot list resource "secrets" in API group "" in the namespace "default": secrets are secret',
  )
  const unknown = await kubectl.result(['get', 'configmaps', '--as=joe'])
  expect(unknown.stderr).toContain('User "joe" cannot list resource "configmaps"')
  expect(new Set(asked.map(({ user }) => user))).toEqual(new Set(['jane']))
  expect(asked).toContainEqual(
    expect.objectContaining({
      resourceAttributes: expect.objectContaining({ verb: 'list', resource: 'secrets' }),
    }),
  )
})

it('tells nobody in particular how it is, and nothing else', async () => {
  const server = (await kubectl('config', 'view', '-o', 'jsonpath={.clusters[0].cluster.server}')).trim()
  const curl = (path: string): string =>
    execFileSync(
      'curl',
      ['-sk', '-H', 'X-Remote-User: admin', '-H', 'X-Remote-Group: system:masters', server + path],
      {
        encoding: 'utf8',
      },
    )
  expect(curl('/livez')).toBe('ok')
  for (const path of ['/api', '/metrics', '/api/v1/secrets'])
    expect(JSON.parse(curl(path))).toMatchObject({
      code: 403,
      message: expect.stringContaining('User "system:anonymous" cannot'),
    })
})
