import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none', nodes: 0 })
  kubectl = kubectlFor(knarr.kubeconfig, 'kubectl35')
})
afterAll(async () => {
  await knarr?.destroy()
})

/** A key and a request of OpenSSL's, as administrators make them. */
function newRequest(subject: string): { key: string; request: string } {
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-']
  const text = execFileSync('openssl', ['req', '-new', ...newKey, '-subj', subject], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  const [key = '', request = ''] = text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n/g) ?? []
  return { key, request }
}

function requestOf(name: string, pem: string, spec: object = {}): string {
  return JSON.stringify({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: Buffer.from(pem).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...spec,
    },
  })
}

async function ask(
  name: string,
  pem: string,
  spec: object = {},
  as: readonly string[] = [],
): Promise<string> {
  const stdin = requestOf(name, pem, spec)
  const { stdout, stderr } = await kubectl.result(['create', '-f', '-', ...as], { stdin })
  return stdout + stderr
}

const certificateOf = async (name: string): Promise<string> =>
  Buffer.from(await kubectl('get', 'csr', name, '-o', 'jsonpath={.status.certificate}'), 'base64').toString()

it('an approved request becomes a certificate one can log in with', async () => {
  const { key, request } = newRequest('/O=users/O=testers/CN=jane')
  expect(await ask('jane', request, { expirationSeconds: 3600 })).toContain('created')
  expect(await kubectl('get', 'csr', 'jane')).toMatch(/kube-apiserver-client +kubernetes-admin +60m +Pending/)
  await kubectl('certificate', 'approve', 'jane')
  await expect.poll(() => kubectl('get', 'csr', 'jane')).toContain('Approved,Issued')
  const pem = await certificateOf('jane')
  const certificate = new X509Certificate(pem)
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true)
  const lifeMs = Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)
  expect(lifeMs).toBe(3_600_000 + 5 * 60_000)
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  await kubectl('config', 'set', 'users.jane.client-certificate-data', base64(pem), '--set-raw-bytes=false')
  await kubectl('config', 'set', 'users.jane.client-key-data', base64(key), '--set-raw-bytes=false')
  const who = await kubectl('--user=jane', 'auth', 'whoami', '-o', 'json')
  expect(JSON.parse(who).status.userInfo).toMatchObject({
    username: 'jane',
    groups: ['users', 'testers', 'system:authenticated'],
  })
})

it('a denied request becomes none', async () => {
  await ask('denied', newRequest('/CN=mallory').request)
  await kubectl('certificate', 'deny', 'denied')
  expect(await kubectl('get', 'csr', 'denied')).toContain('Denied')
  const { stderr } = await kubectl.result(['certificate', 'approve', 'denied'])
  expect(stderr).toContain('is already Denied')
  expect(await certificateOf('denied')).toBe('')
})

it('says why it does not sign, and refuses what nobody may have', async () => {
  await ask('serving', newRequest('/CN=web').request, { usages: ['client auth', 'server auth'] })
  await kubectl('certificate', 'approve', 'serving')
  const message = ['-o', 'jsonpath={.status.conditions[?(@.type=="Failed")].message}']
  await expect
    .poll(() => kubectl('get', 'csr', 'serving', ...message))
    .toBe('invalid usage for client certificate: server auth')
  expect(await ask('masters', newRequest('/O=system:masters/CN=eve').request)).toContain(
    'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  )
})

it('kubelets have theirs approved where a role says so', async () => {
  const { request } = newRequest('/O=system:nodes/CN=system:node:edge')
  const spec = {
    signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
    usages: ['client auth', 'digital signature'],
  }
  const bootstrapper = ['--as=system:bootstrap:abcdef', '--as-group=system:bootstrappers']
  for (const role of ['node-bootstrapper', 'certificates.k8s.io:certificatesigningrequests:nodeclient']) {
    const binding = ['create', 'clusterrolebinding', role.replaceAll(':', '-')]
    await kubectl(...binding, `--clusterrole=system:${role}`, '--group=system:bootstrappers')
  }
  expect(await ask('edge', request, spec, bootstrapper)).toContain('created')
  await expect.poll(() => kubectl('get', 'csr', 'edge')).toContain('Approved,Issued')
  expect(new X509Certificate(await certificateOf('edge')).subject).toBe('O=system:nodes\nCN=system:node:edge')
})

it('only those who may approve for a signer do', async () => {
  await ask('asked', newRequest('/CN=bob').request)
  const rule = ['create', 'clusterrole', 'approver', '--verb=get,update']
  const approval = 'certificatesigningrequests.certificates.k8s.io/approval'
  await kubectl(
    ...rule,
    '--resource=certificatesigningrequests.certificates.k8s.io',
    `--resource=${approval}`,
  )
  await kubectl('create', 'clusterrolebinding', 'approver', '--clusterrole=approver', '--user=alice')
  const { stderr } = await kubectl.result(['certificate', 'approve', 'asked', '--as=alice'])
  expect(stderr).toContain(
    'user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
  )
})

it('a secret of an account is filled with a token that lasts as long as both are there', async () => {
  await kubectl('create', 'serviceaccount', 'robot')
  const annotations = { 'kubernetes.io/service-account.name': 'robot' }
  const type = 'kubernetes.io/service-account-token'
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'robot-token', annotations }, type }
  await kubectl.result(['create', '-f', '-'], { stdin: JSON.stringify(secret) })
  await expect.poll(() => kubectl('get', 'secret', 'robot-token')).toMatch(/service-account-token +3 /)
  const described = await kubectl('describe', 'secret', 'robot-token')
  expect(described).toMatch(/kubernetes\.io\/service-account\.uid: [0-9a-f-]{36}/)
  const token = /^token: +(\S+)$/m.exec(described)?.[1] ?? ''
  await kubectl('config', 'set-credentials', 'robot', `--token=${token}`)
  expect(await kubectl('--user=robot', 'auth', 'whoami')).toContain('system:serviceaccount:default:robot')
  const label = 'kubernetes\\.io/legacy-token-last-used'
  const lastUsed = await kubectl('get', 'secret', 'robot-token', '-o', `jsonpath={.metadata.labels.${label}}`)
  expect(lastUsed).toMatch(/^\d{4}-\d\d-\d\d$/)
  await kubectl('delete', 'serviceaccount', 'robot')
  await expect.poll(() => kubectl('get', 'secrets', '-o', 'name')).not.toContain('robot-token')
  // A token that was good is believed for ten seconds more.
  const whoami = async () => (await kubectl.result(['--user=robot', 'auth', 'whoami'])).stderr
  await expect.poll(whoami, { timeout: 20_000, interval: 1000 }).toContain('Unauthorized')
})
