import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import { createClient } from '@knarr/client'
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'

const serving = 'kubernetes.io/kubelet-serving'
const client = 'kubernetes.io/kube-apiserver-client-kubelet'
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
let test: TestServer

beforeEach(async () => {
  test = await startTestServer({ strategies })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
})

async function requestFor(commonName: string): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const name = [{ O: ['system:nodes'] }, { CN: [commonName] }]
  const made = { name, keys, signingAlgorithm: algorithm }
  const request = await Pkcs10CertificateRequestGenerator.create(made as never, webcrypto as never)
  return Buffer.from(request.toString('pem')).toString('base64')
}

function ask(signerName: string, request: string): Promise<unknown> {
  const user = { name: 'system:node:n1', groups: ['system:nodes'] }
  const spec = { signerName, request, usages: ['digital signature'] }
  const kubelet = createClient(test.server.transport(user))
  return kubelet.create(certificateSigningRequests, { metadata: { name: 'csr' }, spec })
}

it.each([
  [serving, 'system:node:n1'],
  [client, 'system:node:n1'],
  ['example.com/other', 'somebody'],
])('a kubelet may ask %s for a certificate of %s', async (signer, name) => {
  await ask(signer, await requestFor(name))
})

it.each([
  [serving, 'system:node:n2'],
  [client, 'system:node:n10'],
])('a kubelet may not ask %s for a certificate of %s', async (signer, name) => {
  await expect(ask(signer, await requestFor(name))).rejects.toThrow(
    'certificatesigningrequests.certificates.k8s.io "csr" is forbidden: can only create a node CSR with CN=system:node:n1',
  )
})

it('a kubelet is told what is wrong with its request', async () => {
  await expect(ask(serving, 'eA==')).rejects.toThrow(
    'is forbidden: unable to parse csr: PEM block type must be CERTIFICATE REQUEST',
  )
})
