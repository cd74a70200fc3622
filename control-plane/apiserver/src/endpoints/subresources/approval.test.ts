import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { Draft } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { certificateRequestPem } from '../../testing/certificate-request-pem.ts'
import { startTestServer } from '../../testing/test-server.ts'

it('keeps the approval of a certificate request, and nothing else sent with it', async () => {
  const { client } = await startTestServer({ strategies })
  const draft: Draft<CertificateSigningRequest> = {
    metadata: { name: 'john' },
    spec: {
      request: Buffer.from(certificateRequestPem).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
    },
  }
  const created = await client.create(certificateSigningRequests, draft)
  const approved = { type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'looks fine' }
  const sent = {
    ...created,
    spec: { ...created.spec, usages: ['server auth'] },
    status: { conditions: [approved] },
  }
  const answer = await client.update(certificateSigningRequests, sent, { subresource: 'approval' })
  expect(answer.status?.conditions).toMatchObject([{ ...approved, lastUpdateTime: expect.any(String) }])
  expect(answer.spec.usages).toEqual(['client auth'])
})
