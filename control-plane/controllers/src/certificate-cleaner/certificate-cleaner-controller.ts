import { X509Certificate } from 'node:crypto'
import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { Client } from '@knarr/client'
import type { Controller } from '@knarr/controller'
import { hasReason } from '@knarr/machinery'
import { conditionsOf } from '../certificate-signing/request-state.ts'
import { controllerNames } from '../controller-names.ts'

const hourMs = 3_600_000
/** How long requests stay that were issued, denied, or failed. */
const settledMs = hourMs
/** How long those stay that nobody decided or signed. */
const pendingMs = 24 * hourMs

/** Deletes certificate requests that nobody needs any more. */
export function certificateCleanerController(): Controller {
  return {
    name: controllerNames.certificateCleaner,
    watches: certificateSigningRequests,
    workers: 1,

    async reconcile(key, { lister, client, clock }) {
      const request = lister.get(certificateSigningRequests, key)
      if (!request || request.metadata.deletionTimestamp) return undefined
      const waitMs = endOf(request) - clock.now()
      if (waitMs >= 0) return Number.isFinite(waitMs) ? { requeueAfterMs: waitMs + 1 } : undefined
      await deleteRequest(client, request)
      return undefined
    },
  }
}

async function deleteRequest(client: Client, { metadata }: CertificateSigningRequest): Promise<void> {
  const { name, uid } = metadata
  try {
    await client.delete(certificateSigningRequests, { namespace: '', name }, { preconditions: { uid } })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}

/** The moment after which it may go. */
function endOf(request: CertificateSigningRequest): number {
  const { metadata, status } = request
  const certificate = status?.certificate
  const updates = (type: string): number[] =>
    conditionsOf(request, type).flatMap(({ lastUpdateTime }) =>
      lastUpdateTime ? Date.parse(lastUpdateTime) : [],
    )
  const ends = [
    ...[...updates('Denied'), ...updates('Failed')].map((atMs) => atMs + settledMs),
    ...updates('Approved').map((atMs) => atMs + (certificate ? settledMs : pendingMs)),
  ]
  if (!status?.conditions?.length && metadata.creationTimestamp)
    ends.push(Date.parse(metadata.creationTimestamp) + pendingMs)
  if (certificate && conditionsOf(request, 'Approved').length > 0) ends.push(expiryOf(certificate))
  return Math.min(...ends)
}

/** When the first certificate ends; never where that cannot be read. */
function expiryOf(encoded: string): number {
  try {
    return Date.parse(new X509Certificate(Buffer.from(encoded, 'base64')).validTo)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
