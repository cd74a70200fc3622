import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@knarr/machinery'
import { createAuthority, issueCertificate } from '../certificates/certificate-authority.ts'

/** A server on loopback that answers reviews, and the kubeconfig that leads to it. */
export interface ReviewServer extends AsyncDisposable {
  readonly configFile: string
  readonly url: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  readonly asked: any[]
}

/** `statusOf`: the status to answer with, or a code to fail with. */
export async function startReviewServer(
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  statusOf: (review: any) => object | number,
): Promise<ReviewServer> {
  const authority = await createAuthority(systemClock)
  const names = { commonName: 'webhook', hosts: ['127.0.0.1'], usage: 'server' as const }
  const { cert, key } = await issueCertificate(authority, names, systemClock)
  const asked: ReviewServer['asked'] = []
  const server = createServer({ cert, key }, async (request, response) => {
    const review = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString())
    asked.push(review)
    const status = statusOf(review)
    if (typeof status === 'number') response.writeHead(status).end('no')
    else response.end(JSON.stringify({ ...review, status }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/review`
  const directory = mkdtempSync(join(tmpdir(), 'review-server-'))
  const configFile = join(directory, 'config.yaml')
  const ca = Buffer.from(authority.cert).toString('base64')
  const clusters = [{ name: 'c', cluster: { server: url, 'certificate-authority-data': ca } }]
  const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }]
  const users = [{ name: 'u', user: {} }]
  writeFileSync(configFile, JSON.stringify({ clusters, contexts, users, 'current-context': 'c' }))
  return {
    ...{ configFile, url, asked },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
