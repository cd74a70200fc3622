import type { Container } from '@knarr/api/core/v1'
import type { Device } from '@knarr/rpc'
import { ConfigError } from '../container-config/config-error.ts'
import type { PreparedPod } from './start-container.ts'

/** The block devices that a container has of its pod's volumes. */
export function devicesOf({ volumes }: PreparedPod, { volumeDevices = [] }: Container): Device[] {
  return volumeDevices.map(({ name, devicePath }) => {
    const volume = volumes.get(name)
    if (!volume) throw new ConfigError(`volume "${name}" is not mapped`)
    return {
      hostPath: volume.hostPath,
      containerPath: devicePath,
      permissions: volume.readonly ? 'r' : 'mrw',
    }
  })
}
