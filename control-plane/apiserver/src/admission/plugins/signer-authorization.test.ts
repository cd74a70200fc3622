import { readFileSync } from 'node:fs'
import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import { type ClusterTrustBundle, clusterTrustBundles } from '@knarr/api/certificates/v1beta1'
import { clusterRoleBindings, clusterRoles, type PolicyRule } from '@knarr/api/rbac/v1'
import { type Client, createClient } from '@knarr/client'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { strategies } from '../../registry/resources.ts'
import { certificateRequestPem } from '../../testing/certificate-request-pem.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const signerName = 'example.com/signer'
let test: TestServer
let request: CertificateSigningRequest

beforeEach(async () => {
  const opened = await startTestServer({ strategies })
  onTestFinished(() => opened[Symbol.asyncDispose]())
  test = opened
  request = await test.client.create(certificateSigningRequests, {
    metadata: { name: 'jane' },
    spec: {
      request: Buffer.from(certificateRequestPem).toString('base64'),
      signerName,
      usages: ['client auth'],
    },
  })
})

/** Someone who may write all certificates resources, and do this for these signers. */
async function someoneWho(verb: string, ...signers: string[]): Promise<Client> {
  const apiGroups = ['certificates.k8s.io']
  const resources = [
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
    'clustertrustbundles',
  ]
  const rules: PolicyRule[] = [{ apiGroups, resources, verbs: ['create', 'update'] }]
  if (signers.length > 0) {
    rules.push({ apiGroups, resources: ['signers'], resourceNames: signers, verbs: [verb] })
  }
  await test.client.create(clusterRoles, { metadata: { name: 'role' }, rules })
  await test.client.create(clusterRoleBindings, {
    metadata: { name: 'binding' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'role' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'someone' }],
  })
  return createClient(test.server.transport({ name: 'someone', groups: ['system:authenticated'] }))
}

describe.each([
  ['approve', 'approval', 'Approved', 'approve requests with'],
  ['sign', 'status', 'Failed', 'sign requests with'],
])('who may %s for a signer', (verb, subresource, type, what) => {
  const write = (client: Client): Promise<CertificateSigningRequest> =>
    client.update(
      certificateSigningRequests,
      { ...request, status: { conditions: [{ type, status: 'True' }] } },
      { subresource },
    )

  it.each([[signerName], ['example.com/*']])('is told by the name %s', async (name) => {
    const written = await write(await someoneWho(verb, name))
    expect(written.status?.conditions).toMatchObject([{ type }])
  })

  it.each([['another.example.com/signer'], ['example.com/other']])('is not told by %s', async (name) => {
    await expect(write(await someoneWho(verb, name))).rejects.toThrow(
      `certificatesigningrequests.certificates.k8s.io "jane" is forbidden: user not permitted to ${what} signerName "example.com/signer"`,
    )
  })
})

it('asks nothing of who leaves certificate and conditions as they are', async () => {
  const client = await someoneWho('sign')
  await expect(
    client.update(certificateSigningRequests, request, { subresource: 'status' }),
  ).resolves.toBeTruthy()
})

describe('a trust bundle', () => {
  const golden = new URL(
    '../../registry/certificates/clustertrustbundle/testdata/anchor.input.yaml',
    import.meta.url,
  )
  const bundle = parse(readFileSync(golden, 'utf8')) as ClusterTrustBundle

  it('of a signer is written by who may attest for it', async () => {
    const client = await someoneWho('attest', signerName)
    await expect(client.create(clusterTrustBundles, bundle)).resolves.toBeTruthy()
  })

  it('of a signer is written by nobody else', async () => {
    const client = await someoneWho('attest')
    await expect(client.create(clusterTrustBundles, bundle)).rejects.toThrow(
      'clustertrustbundles.certificates.k8s.io "example.com:signer:anchor" is forbidden: user not permitted to attest for signerName "example.com/signer"',
    )
    const made = await test.client.create(clusterTrustBundles, bundle)
    const finalizers = ['example.com/hold']
    const held = { ...made, metadata: { ...made.metadata, finalizers } }
    await expect(client.update(clusterTrustBundles, held)).resolves.toBeTruthy()
  })

  it('of no signer is anybody’s', async () => {
    const client = await someoneWho('attest')
    const { trustBundle } = bundle.spec
    const own = { metadata: { name: 'own' }, spec: { trustBundle } }
    await expect(client.create(clusterTrustBundles, own)).resolves.toBeTruthy()
  })
})
