import { subjectAccessReviews } from '@knarr/api/authorization/v1'
import { type CertificateSigningRequest, certificateSigningRequests } from '@knarr/api/certificates/v1'
import type { Client } from '@knarr/client'
import type { Controller } from '@knarr/controller'
import { kubeletClientError } from '../certificate-signing/kubelet-requests.ts'
import { isDecided, requestIn, withCondition } from '../certificate-signing/request-state.ts'
import { kubeletClientSigner } from '../certificate-signing/signers.ts'
import { controllerNames } from '../controller-names.ts'

interface Recognizer {
  /** What the requestor must be allowed to create. */
  readonly subresource: string
  readonly isForSelf: boolean
  readonly message: string
}

const recognizers: readonly Recognizer[] = [
  {
    subresource: 'selfnodeclient',
    isForSelf: true,
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  },
  {
    subresource: 'nodeclient',
    isForSelf: false,
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
  },
]

/** Approves the client certificates of kubelets, where who asks may ask for them. */
export function certificateApprovingController(): Controller {
  return {
    name: controllerNames.certificateApproving,
    watches: certificateSigningRequests,

    async reconcile(key, { lister, client, clock }) {
      const request = lister.get(certificateSigningRequests, key)
      if (!request || request.status?.certificate || isDecided(request)) return undefined
      const recognized = recognizersOf(request)
      for (const { subresource, message } of recognized) {
        if (!(await mayCreate(client, request, subresource))) continue
        const approved = withCondition(request, { type: 'Approved', reason: 'AutoApproved', message })
        await client.update(certificateSigningRequests, approved, { subresource: 'approval' })
        return undefined
      }
      return recognized.length > 0 ? { requeueAfterMs: patienceMs(request, clock.now()) } : undefined
    },
  }
}

const maxPatienceMs = 1_000_000

/** Roles may yet be bound: it is asked again after as long as the request has waited. */
function patienceMs({ metadata }: CertificateSigningRequest, nowMs: number): number {
  const ageMs = nowMs - Date.parse(metadata.creationTimestamp ?? '')
  return Math.min(maxPatienceMs, Math.max(1000, ageMs || 0))
}

function recognizersOf(request: CertificateSigningRequest): readonly Recognizer[] {
  const { signerName, usages = [], username } = request.spec
  if (signerName !== kubeletClientSigner) return []
  const asked = requestIn(request)
  if (kubeletClientError(asked, usages)) return []
  return recognizers.filter(({ isForSelf }) => !isForSelf || username === asked.commonName)
}

async function mayCreate(
  client: Client,
  { spec }: CertificateSigningRequest,
  subresource: string,
): Promise<boolean> {
  const { username: user, uid, groups, extra } = spec
  const review = await client.create(subjectAccessReviews, {
    metadata: {},
    spec: {
      ...(user ? { user } : {}),
      ...(uid ? { uid } : {}),
      ...(groups ? { groups } : {}),
      ...(extra ? { extra } : {}),
      resourceAttributes: {
        ...{ group: 'certificates.k8s.io', resource: 'certificatesigningrequests', subresource },
        ...{ verb: 'create', version: '*' },
      },
    },
  })
  return review.status?.allowed ?? false
}
