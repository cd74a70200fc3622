import { readFileSync } from 'node:fs'
import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import { expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../../registry/resources.ts'
import { startTestServer } from '../../../testing/test-server.ts'

/** Made by OpenSSL for `system:masters`. */
const masters = readFileSync(new URL('testdata/masters.csr', import.meta.url), 'utf8')

async function ask(signerName: string): Promise<unknown> {
  const { client, ...test } = await startTestServer({ strategies })
  onTestFinished(() => test[Symbol.asyncDispose]())
  const request = Buffer.from(masters).toString('base64')
  const spec = { request, signerName, usages: ['client auth'] }
  return client.create(certificateSigningRequests, { metadata: { name: 'eve' }, spec })
}

it('refuses a client certificate of those who may do everything', async () => {
  await expect(ask('kubernetes.io/kube-apiserver-client')).rejects.toThrow(
    'certificatesigningrequests.certificates.k8s.io "eve" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  )
})

it('leaves other signers to themselves', async () => {
  await expect(ask('example.com/signer')).resolves.toBeTruthy()
})
