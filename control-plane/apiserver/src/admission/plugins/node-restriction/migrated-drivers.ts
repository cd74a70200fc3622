import type { PersistentVolumeSpec, Volume } from '@knarr/api/core/v1'

type Source = keyof Volume & keyof PersistentVolumeSpec

/** What mounts the volumes that were once built in. */
const migratedDrivers: readonly (readonly [Source, string])[] = [
  ['gcePersistentDisk', 'pd.csi.storage.gke.io'],
  ['awsElasticBlockStore', 'ebs.csi.aws.com'],
  ['cinder', 'cinder.csi.openstack.org'],
  ['azureDisk', 'disk.csi.azure.com'],
  ['azureFile', 'file.csi.azure.com'],
  ['vsphereVolume', 'csi.vsphere.vmware.com'],
  ['portworxVolume', 'pxd.portworx.com'],
]

/** The CSI driver of a volume: the one it names, or the one that does it today. */
export function driverOf(volume: Volume | PersistentVolumeSpec): string | undefined {
  return volume.csi?.driver ?? migratedDrivers.find(([source]) => volume[source])?.[1]
}
