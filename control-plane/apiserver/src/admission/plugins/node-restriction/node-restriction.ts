import type { Authorizer } from '../../../authz/authorizer.ts'
import { nodeNameOf } from '../../../authz/node/node-identity.ts'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { judgeClaim } from './claim-status.ts'
import { judgeCsiNode, judgeLease, judgeResourceSlice } from './named-objects.ts'
import { type Judge, quoted, refusalOf } from './node-refusal.ts'
import { judgeNode } from './own-node.ts'
import { judgePod } from './own-pods.ts'
import { tokenJudge } from './own-tokens.ts'
import { judgeSigningRequest } from './signing-requests.ts'

const judgeCertificateRequest: Judge = (write) => {
  throw refusalOf(write, 'PodCertificateRequest feature gate is disabled')
}

/** Keeps kubelets to what is theirs, where that is to be seen from the object only. */
export function nodeRestriction({ authorizer }: { readonly authorizer: Authorizer }): AdmissionPlugin {
  const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
    ['pods', judgePod],
    ['nodes', judgeNode],
    ['persistentvolumeclaims', judgeClaim],
    ['serviceaccounts', tokenJudge(authorizer)],
    ['podcertificaterequests.certificates.k8s.io', judgeCertificateRequest],
    ['certificatesigningrequests.certificates.k8s.io', judgeSigningRequest],
    ['leases.coordination.k8s.io', judgeLease],
    ['csinodes.storage.k8s.io', judgeCsiNode],
    ['resourceslices.resource.k8s.io', judgeResourceSlice],
  ])
  return {
    name: 'NodeRestriction',

    handles: ({ operation, user }) => operation !== 'CONNECT' && nodeNameOf(user) !== undefined,

    admit(attributes, context) {
      const node = nodeNameOf(attributes.user) ?? ''
      const write = { attributes, context, node }
      if (!node) throw refusalOf(write, `could not determine node from user ${quoted(attributes.user.name)}`)
      const { group, plural } = attributes.resource
      return judges.get(group ? `${plural}.${group}` : plural)?.(write)
    },
  }
}
