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
  // What was known a moment ago is known for ten seconds.
  const refusal = async (): Promise<string> =>
    (await kubectl.result(['--user=fleeting', 'auth', 'whoami'])).stderr
  await expect.poll(refusal, { timeout: 20_000, interval: 1000 }).toMatch(/Unauthorized|must be logged in/)
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

it('has every role of upstream, each controller bound to its own', async () => {
  const roles = (await kubectl('get', 'clusterroles', '-o', 'name')).trim().split('\n')
  const controllers = roles.filter((name) => name.includes('/system:controller:'))
  expect(controllers).toHaveLength(39)
  const account = 'system:serviceaccount:kube-system:ttl-after-finished-controller'
  const allowed = await kubectl('auth', 'can-i', '--list', `--as=${account}`)
  expect(allowed).toMatch(/^jobs\.batch +\[\] +\[\] +\[delete get list watch\]$/m)
  expect((await kubectl.result(['auth', 'can-i', 'delete', 'pods', `--as=${account}`])).stdout).toMatch(/^no/)
})

it('reconciles roles and bindings as kubectl is told', async () => {
  const rule = (resource: string, ...verbs: string[]) => ({ apiGroups: [''], resources: [resource], verbs })
  const reconcile = async (rules: object[], users: string[], ...flags: string[]): Promise<string> => {
    const items = [
      { apiVersion, kind: 'ClusterRole', metadata: { name: 'team' }, rules },
      {
        ...{ apiVersion, kind: 'ClusterRoleBinding', metadata: { name: 'team' } },
        roleRef: { apiGroup, kind: 'ClusterRole', name: 'team' },
        subjects: users.map((name) => ({ apiGroup, kind: 'User', name })),
      },
    ]
    const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
    return (await kubectl.result(['auth', 'reconcile', '-f', '-', ...flags], { stdin })).stdout
  }
  const [apiGroup, apiVersion] = ['rbac.authorization.k8s.io', 'rbac.authorization.k8s.io/v1']
  expect(await reconcile([rule('pods', 'get')], ['ann'])).toContain(`clusterrole.${apiGroup}/team reconciled`)
  await reconcile([rule('pods', 'get', 'list'), rule('nodes', 'get')], ['ben'])
  const mayGetNodes = async (user: string): Promise<string> =>
    (await kubectl.result(['auth', 'can-i', 'get', 'nodes', `--as=${user}`])).stdout.trim()
  expect([await mayGetNodes('ann'), await mayGetNodes('ben')]).toEqual(['yes', 'yes'])
  await reconcile([rule('pods', 'get')], ['ben'], '--remove-extra-permissions', '--remove-extra-subjects')
  expect(await mayGetNodes('ben')).toBe('no')
  expect(await kubectl('get', 'clusterrolebinding', 'team', '-o', 'jsonpath={.subjects[*].name}')).toBe('ben')
})
