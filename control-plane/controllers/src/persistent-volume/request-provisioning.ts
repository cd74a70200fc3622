import { type PersistentVolumeClaim, persistentVolumeClaims } from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { type ReconcileContext, storageClassOf, volumeAnnotations, withAnnotations } from '@knarr/controller'
import { eventReasons } from '../event-reasons.ts'

/** Names on a claim who is to make its volume, and says that it is waited for. */
export async function requestProvisioning(
  claim: PersistentVolumeClaim,
  { client, events, lister }: ReconcileContext,
): Promise<void> {
  const name = storageClassOf(claim)
  const { provisioner } = lister.get(storageClasses, { namespace: '', name }) ?? {}
  const problem = provisioner === undefined ? notFound(name) : whyUnknown(provisioner)
  if (provisioner === undefined || problem) {
    events.event(claim, { type: 'Warning', reason: eventReasons.provisioningFailed, message: problem ?? '' })
    return
  }
  if (claim.metadata.annotations?.[volumeAnnotations.storageProvisioner] !== provisioner) {
    const named = withAnnotations(claim, {
      [volumeAnnotations.storageProvisioner]: provisioner,
      [volumeAnnotations.betaStorageProvisioner]: provisioner,
    })
    await client.update(persistentVolumeClaims, named)
  }
  events.event(claim, {
    type: 'Normal',
    reason: eventReasons.externalProvisioning,
    message:
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually ` +
      'by the system administrator. If volume creation is delayed, please verify that the provisioner is ' +
      'running and correctly registered.',
  })
}

function notFound(name: string): string {
  return `storageclass.storage.k8s.io "${name}" not found`
}

/** Names under kubernetes.io/ are upstream's own plugins, of which none is left that makes volumes here. */
function whyUnknown(provisioner: string): string | undefined {
  return provisioner.startsWith('kubernetes.io/') ? 'no volume plugin matched' : undefined
}
