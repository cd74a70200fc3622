/** What the binder, the scheduler and provisioners write on claims and volumes for one another. */
export const volumeAnnotations = {
  /** On claims and volumes that no user bound. */
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  /** On claims whose binding once was complete. */
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  /** On volumes: who made them. */
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  /** On claims: who shall make their volume. */
  storageProvisioner: 'volume.kubernetes.io/storage-provisioner',
  betaStorageProvisioner: 'volume.beta.kubernetes.io/storage-provisioner',
  /** On claims: the node whose pod waits for the volume. */
  selectedNode: 'volume.kubernetes.io/selected-node',
  /** The class of claims and volumes, before there was a field for it. */
  betaStorageClass: 'volume.beta.kubernetes.io/storage-class',
} as const
