import type { Service } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import type { Logger } from '@knarr/component'
import type { Backoff } from '@knarr/controller'
import type { Clock } from '@knarr/machinery'
import type { Runtime } from '@knarr/rpc'
import type { ActuatedResources } from '../allocation/actuated-resources.ts'
import type { PodAllocations } from '../allocation/pod-allocations.ts'
import type { ObjectSource } from '../container-config/object-source.ts'
import type { DnsSettings } from '../container-config/pod-network.ts'
import type { ProbeManager } from '../probes/probe-manager.ts'
import type { VolumeManager } from '../volumes/volume-manager.ts'
import type { ImagePuller } from './image-puller.ts'
import type { PodPaths } from './pod-paths.ts'

/** What running pods takes, put together once per kubelet. */
export interface Scene {
  readonly runtime: Runtime
  readonly clock: Clock
  readonly logger: Logger
  readonly events: EventRecorder
  readonly source: ObjectSource
  readonly volumes: VolumeManager
  readonly probes: ProbeManager
  readonly images: ImagePuller
  readonly allocations: PodAllocations
  readonly actuated: ActuatedResources
  readonly paths: PodPaths
  readonly dns: DnsSettings
  readonly restartBackoff: Backoff
  readonly hostIp: string
  /** Below it stand the pods' cgroups. */
  readonly cgroupRoot: string
  readonly nodeMemoryBytes: number
  readonly allocatable: Readonly<Record<string, string>>
  services(): readonly Service[]
}
