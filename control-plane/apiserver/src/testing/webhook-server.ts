import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { AdmissionRequest, AdmissionResponse } from '@knarr/api/admission/v1'
import { systemClock } from '@knarr/machinery'
import { createAuthority, issueCertificate } from '../certificates/certificate-authority.ts'

/** What a webhook of a test answers; a string is sent as it is, with code 500. */
export type ReviewHandler = (
  request: AdmissionRequest,
  path: string,
) => Partial<AdmissionResponse> | string | Promise<Partial<AdmissionResponse> | string>

export interface WebhookServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly caBundle: string
  /** Every review asked, in order. */
  readonly requests: AdmissionRequest[]
}

/** A webhook server on loopback, with a certificate for its address and for `hook.default.svc`. */
export async function startWebhookServer(answer: ReviewHandler): Promise<WebhookServer> {
  const authority = await createAuthority(systemClock)
  const hosts = ['127.0.0.1', 'hook.default.svc']
  const pair = await issueCertificate(authority, { commonName: 'hook', hosts, usage: 'server' }, systemClock)
  const requests: AdmissionRequest[] = []
  const server = createServer({ cert: pair.cert, key: pair.key }, async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const review = JSON.parse(Buffer.concat(chunks).toString())
    requests.push(review.request)
    const answered = await answer(review.request, request.url ?? '')
    if (typeof answered === 'string') return response.writeHead(500).end(answered)
    const { uid } = review.request
    return response.end(JSON.stringify({ ...review, request: undefined, response: { uid, ...answered } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ port, requests, url: `https://127.0.0.1:${port}/review` },
    caBundle: Buffer.from(authority.cert).toString('base64'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A consent with a JSON patch. */
export function patching(...operations: object[]): Partial<AdmissionResponse> {
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64')
  return { allowed: true, patchType: 'JSONPatch', patch }
}
