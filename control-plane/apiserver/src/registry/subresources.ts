import type { Resource } from '@knarr/api'
import { certificateSigningRequests } from '@knarr/api/certificates/v1'
import { namespaces, pods } from '@knarr/api/core/v1'
import type { FieldError } from '@knarr/machinery'
import { prepareApproval } from './certificates/certificatesigningrequest/prepare-request-status.ts'
import { validateApproval } from './certificates/certificatesigningrequest/request-status-validation.ts'
import { prepareNamespaceFinalize } from './core/namespace/namespace-strategy.ts'
import { prepareEphemeralContainers, validateEphemeralContainers } from './core/pod/ephemeral-containers.ts'
import { preparePodResize, validatePodResize } from './core/pod/pod-resize.ts'
import type { RequestContext } from './strategy.ts'

/** How a subresource that takes the whole object (not `status`, not `scale`) is written. */
export interface SubresourceStrategy {
  // biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
  readonly resource: Resource<any>
  readonly subresource: string
  /** Puts back what this subresource does not write. */
  // biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
  prepareForUpdate(object: any, old: any, context: RequestContext): void
  // biome-ignore lint/suspicious/noExplicitAny: a list of different kinds
  validateUpdate?(object: any, old: any): FieldError[]
}

export const subresourceStrategies: readonly SubresourceStrategy[] = [
  {
    resource: pods,
    subresource: 'ephemeralcontainers',
    prepareForUpdate: prepareEphemeralContainers,
    validateUpdate: validateEphemeralContainers,
  },
  {
    resource: pods,
    subresource: 'resize',
    prepareForUpdate: preparePodResize,
    validateUpdate: validatePodResize,
  },
  {
    resource: certificateSigningRequests,
    subresource: 'approval',
    prepareForUpdate: prepareApproval,
    validateUpdate: validateApproval,
  },
  { resource: namespaces, subresource: 'finalize', prepareForUpdate: prepareNamespaceFinalize },
]
