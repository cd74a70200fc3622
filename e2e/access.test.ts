import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none' })
  kubectl = kubectlFor(knarr.kubeconfig, 'kubectl35')
})
afterAll(async () => {
  await knarr?.destroy()
})

it('lets an account do what its role says, and tells what that is', async () => {
  await kubectl('create', 'serviceaccount', 'robot')
  await kubectl('create', 'role', 'reader', '--verb=get,list', '--resource=pods')
  await kubectl('create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=default:robot')
  const robot = '--as=system:serviceaccount:default:robot'
  expect(await kubectl('auth', 'can-i', 'list', 'pods', robot)).toMatch(/^yes/)
  const refused = await kubectl.result(['auth', 'can-i', 'list', 'secrets', robot])
  expect(refused.stdout).toMatch(/^no/)
  expect(await kubectl('auth', 'can-i', '--list', robot)).toMatch(/^pods +\[\] +\[\] +\[get list\]$/m)
  const listed = await kubectl.result(['get', 'secrets', robot])
  expect(listed.stderr).toContain(
    'secrets is forbidden: User "system:serviceaccount:default:robot" cannot list resource "secrets" in API group "" in the namespace "default"',
  )
})

it('issues tokens that say who they are of', async () => {
  await kubectl('create', 'serviceaccount', 'fleeting')
  const token = (await kubectl('create', 'token', 'fleeting', '--duration=15m')).trim()
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ sub: 'system:serviceaccount:default:fleeting', exp: claims.iat + 900 })
  await kubectl('config', 'set-credentials', 'fleeting', `--token=${token}`)
  expect(await kubectl('--user=fleeting', 'auth', 'whoami')).toContain(
    'system:serviceaccount:default:fleeting',
  )
  await kubectl('delete', 'serviceaccount', 'fleeting')
  const refused = await kubectl.result(['--user=fleeting', 'auth', 'whoami'])
  expect(refused.stderr).toMatch(/Unauthorized|must be logged in/)
})

it('lets an administrator of a namespace grant no more than that', async () => {
  await kubectl('create', 'rolebinding', 'admin', '--clusterrole=admin', '--user=jane')
  await kubectl('create', 'role', 'more', '--verb=get', '--resource=pods', '--as=jane')
  const refused = await kubectl.result([
    ...['create', 'role', 'most', '--verb=delete', '--resource=nodes', '--as=jane'],
  ])
  expect(refused.stderr).toContain('is attempting to grant RBAC permissions not currently held:')
  expect(refused.stderr).toContain('{APIGroups:[""], Resources:["nodes"], Verbs:["delete"]}')
})
