import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  if (process.getuid?.() !== 0) throw new Error('NOT RUN: real containers need root')
  knarr = await KnarrProcess.start({ runtime: 'sandbox' })
  kubectl = kubectlFor(knarr.kubeconfig)
})
afterAll(async () => {
  await knarr?.destroy()
})

const apply = (object: object): Promise<{ stdout: string; stderr: string; code: number }> =>
  kubectl.result(['apply', '-f', '-'], { stdin: JSON.stringify(object) })

const image = 'knarr/hello:latest'
const container = { name: 'c', image, imagePullPolicy: 'IfNotPresent' }

it('refuses what a restricted namespace forbids, and warns of a Deployment', async () => {
  await kubectl('create', 'namespace', 'strict')
  await kubectl('label', 'namespace', 'strict', 'pod-security.kubernetes.io/enforce=restricted')
  const metadata = { name: 'x', namespace: 'strict' }
  const refused = await apply({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } })
  const violation =
    'violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)'
  expect(refused.stderr).toContain(`pods "x" is forbidden: ${violation.replace('violate', 'violates')}`)
  const labels = { app: 'x' }
  const template = { metadata: { labels }, spec: { containers: [container] } }
  const spec = { replicas: 0, selector: { matchLabels: labels }, template }
  const warned = await apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec })
  expect(warned.code).toBe(0)
  expect(warned.stderr).toContain(`Warning: would ${violation}`)
})

it('charges a quota as soon as somebody counted, however many race, and gives back what is deleted', async () => {
  await kubectl('create', 'namespace', 'small')
  await kubectl('create', 'quota', 'few', '--hard=secrets=4', '-n', 'small')
  const counted = '--for=jsonpath={.status.used.secrets}'
  await kubectl('wait', '-n', 'small', 'quota/few', counted, '--timeout=20s')
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const outcomes = await Promise.all(
    names.map((name) => kubectl.result(['create', 'secret', 'generic', name, '-n', 'small'])),
  )
  const refused = outcomes.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)
  expect(refused).toHaveLength(4)
  for (const text of refused) {
    expect(text).toContain('exceeded quota: few, requested: secrets=1, used: secrets=4')
  }
  await kubectl('delete', 'secret', '--all', '-n', 'small')
  await kubectl('wait', '-n', 'small', 'quota/few', `${counted}=0`, '--timeout=5s')
})

it('stops a drain where a disruption budget needs the pod', async () => {
  await kubectl('create', 'deployment', 'web', `--image=${image}`)
  await kubectl(
    'patch',
    'deployment',
    'web',
    '-p',
    JSON.stringify({ spec: { template: { spec: { containers: [{ ...container, name: 'hello' }] } } } }),
  )
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')
  await kubectl('create', 'pdb', 'web', '--selector=app=web', '--min-available=1')
  await kubectl('wait', 'pdb/web', '--for=jsonpath={.status.currentHealthy}=1', '--timeout=20s')
  const [node = ''] = (await kubectl('get', 'nodes', '-o', 'name')).trim().split('\n')
  const drained = await kubectl.result(['drain', node, '--ignore-daemonsets', '--timeout=3s'])
  expect(drained.code).not.toBe(0)
  expect(drained.stderr).toContain("Cannot evict pod as it would violate the pod's disruption budget.")
})
