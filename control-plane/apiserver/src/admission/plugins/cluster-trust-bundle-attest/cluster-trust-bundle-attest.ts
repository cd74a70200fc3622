import { type ClusterTrustBundle, clusterTrustBundles } from '@knarr/api/certificates/v1beta1'
import { deepEqual, forbidden, type KubeObject } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import type { PluginParts } from '../../plugin-parts.ts'
import { isAuthorizedForSigner } from '../signer-authorization.ts'
import { writesResource } from '../writes-resource.ts'

/** Lets only those write the trust bundle of a signer who may `attest` for it. */
export function clusterTrustBundleAttest({ authorizer }: Pick<PluginParts, 'authorizer'>): AdmissionPlugin {
  return {
    name: 'ClusterTrustBundleAttest',

    handles: (attributes) =>
      (attributes.operation === 'CREATE' || attributes.operation === 'UPDATE') &&
      writesResource(attributes, clusterTrustBundles, ''),

    async validate({ user, resource, name, object, old }) {
      const { signerName } = (object as ClusterTrustBundle).spec
      if (!signerName || (old && isGarbageCollection(object as KubeObject, old))) return
      if (await isAuthorizedForSigner(authorizer, user, { verb: 'attest', signerName })) return
      const why = `user not permitted to attest for signerName ${JSON.stringify(signerName)}`
      throw forbidden(resource, name, why)
    },
  }
}

/** Whether nothing changes but what the garbage collector sees to. */
function isGarbageCollection(object: KubeObject, old: KubeObject): boolean {
  const { ownerReferences, finalizers, managedFields } = old.metadata
  const kept = { ...object.metadata, ownerReferences, finalizers, managedFields }
  const metadata = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
  return deepEqual({ ...object, metadata }, old)
}
