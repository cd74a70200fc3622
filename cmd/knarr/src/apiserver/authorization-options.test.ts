import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, parseOptions } from '@knarr/component'
import { afterAll, expect, it } from 'vitest'
import { authorizationOptionsOf, authorizationTable } from './authorization-options.ts'

const directory = mkdtempSync(join(tmpdir(), 'authorization-options-'))
afterAll(() => rmSync(directory, { recursive: true }))
const file = join(directory, 'authorization.yaml')
writeFileSync(
  file,
  'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: [{type: RBAC, name: rbac}]\n',
)
const kubeconfig = join(directory, 'config')
writeFileSync(
  kubeconfig,
  'clusters: [{name: c, cluster: {server: "https://127.0.0.1:1/x"}}]\nusers: [{name: u, user: {}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\ncurrent-context: c\n',
)
const logger = { info() {}, warn() {}, error() {} } as unknown as Logger

const options = (...flags: string[]) =>
  authorizationOptionsOf(parseOptions(authorizationTable, flags).values, logger)

it.each([
  [[], {}],
  [['--authorization-mode=RBAC,Node'], { authorizationModes: ['RBAC', 'Node'] }],
  [['--authorization-policy-file=/x'], { authorizationPolicyFile: '/x' }],
])('reads %j', async (flags, expected) => {
  expect(await options(...flags)).toEqual(expected)
})

it('opens a webhook', async () => {
  const { authorizationModes, authorizationWebhook } = await options(
    ...['--authorization-mode=Webhook', `--authorization-webhook-config-file=${kubeconfig}`],
  )
  expect(authorizationModes).toEqual(['Webhook'])
  expect(authorizationWebhook).toBeDefined()
  authorizationWebhook?.close()
})

it('reads a configuration, without modes or webhooks beside it', async () => {
  const { authorizationFile } = await options(`--authorization-config=${file}`)
  expect(authorizationFile?.current.authorizers).toEqual([{ type: 'RBAC', name: 'rbac' }])
  authorizationFile?.close()
  for (const flag of ['mode=RBAC', 'webhook-version=v1', 'webhook-cache-authorized-ttl=1m']) {
    await expect(options(`--authorization-config=${file}`, `--authorization-${flag}`)).rejects.toThrow(
      '--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined',
    )
  }
})
