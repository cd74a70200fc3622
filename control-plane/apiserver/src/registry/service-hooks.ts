import type { Service } from '@knarr/api/core/v1'
import type { KubeObject } from '@knarr/machinery'
import { releaseService } from './core/service/service-allocation.ts'
import type { ServiceIpAllocator } from './core/service/service-ip-allocator.ts'
import type { WriteHooks } from './write-hooks.ts'

/** Services give their cluster IPs and node ports back when they change or go. */
export function serviceHooks(allocator: ServiceIpAllocator): WriteHooks {
  const release = (kept: KubeObject | undefined, old: KubeObject | undefined): void => {
    if (old) releaseService(kept as Service | undefined, old as Service, allocator)
  }
  return { finish: release, abandon: (object, old) => release(old, object) }
}
