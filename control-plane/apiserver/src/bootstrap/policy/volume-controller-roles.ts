import type { PolicyRule } from '@knarr/api/rbac/v1'
import { allow, read, recordEvents } from './allow.ts'

const storage = 'storage.k8s.io'

/** Of the controllers around volumes and claims. */
export const volumeControllerRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'attachdetach-controller': [
    allow('list watch', '', 'persistentvolumeclaims persistentvolumes'),
    allow(read, '', 'nodes'),
    allow('patch update', '', 'nodes/status'),
    allow('list watch', '', 'pods'),
    recordEvents,
    allow(`${read} create delete`, storage, 'volumeattachments'),
    allow(read, storage, 'csidrivers'),
    allow(read, storage, 'csinodes'),
  ],
  'ephemeral-volume-controller': [
    allow(read, '', 'pods'),
    allow('update', '', 'pods/finalizers'),
    allow(`${read} create`, '', 'persistentvolumeclaims'),
    recordEvents,
  ],
  'expand-controller': [
    allow(`${read} patch update`, '', 'persistentvolumes'),
    allow('patch update', '', 'persistentvolumeclaims/status'),
    allow(read, '', 'persistentvolumeclaims'),
    recordEvents,
  ],
  'persistent-volume-binder': [
    allow(`${read} create delete update`, '', 'persistentvolumes'),
    allow('update', '', 'persistentvolumes/status'),
    allow(`${read} update`, '', 'persistentvolumeclaims'),
    allow('update', '', 'persistentvolumeclaims/status'),
    allow(`${read} create delete`, '', 'pods'),
    allow(read, storage, 'storageclasses'),
    allow('list watch', '', 'nodes'),
    recordEvents,
    allow('watch', '', 'events'),
  ],
  'pv-protection-controller': [allow(`${read} update`, '', 'persistentvolumes'), recordEvents],
  'pvc-protection-controller': [
    allow(`${read} update`, '', 'persistentvolumeclaims'),
    allow('update', '', 'persistentvolumeclaims/status'),
    allow(read, '', 'pods'),
    recordEvents,
  ],
  'selinux-warning-controller': [
    recordEvents,
    allow(read, '', 'persistentvolumes'),
    allow(read, '', 'persistentvolumeclaims'),
    allow(read, '', 'pods'),
    allow(read, storage, 'csidrivers'),
  ],
  'volumeattributesclass-protection-controller': [
    allow(read, '', 'persistentvolumeclaims'),
    allow(read, '', 'persistentvolumes'),
    allow(`${read} update`, storage, 'volumeattributesclasses'),
    recordEvents,
  ],
}
