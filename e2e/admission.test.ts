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

const apply = async (object: object): Promise<{ stdout: string; stderr: string; code: number }> =>
  kubectl.result(['apply', '-f', '-'], { stdin: JSON.stringify(object) })

const accountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

it('gives a pod the token, the CA and the namespace of its account', async () => {
  await kubectl('run', 'web', '--image=knarr/hello:latest', '--image-pull-policy=IfNotPresent')
  await kubectl('wait', '--for=condition=Ready', 'pod/web', '--timeout=60s')
  const script = `for (const name of ['token', 'ca.crt', 'namespace']) console.log(require('fs').readFileSync('${accountPath}/' + name, 'utf8').trim())`
  const text = await kubectl('exec', 'web', '--', 'node', '-e', script)
  const [token = ''] = text.split('\n')
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({
    sub: 'system:serviceaccount:default:default',
    'kubernetes.io': { pod: { name: 'web' } },
  })
  expect(text).toContain('-----BEGIN CERTIFICATE-----')
  expect(text.trim().split('\n').at(-1)).toBe('default')
})

it('refuses a pod of an account that does not exist', async () => {
  const { stderr } = await apply({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nobody' } },
    spec: { serviceAccountName: 'x', containers: [{ name: 'main', image: 'knarr/hello:latest' }] },
  })
  expect(stderr).toContain(
    'pods "nobody" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
  )
})
