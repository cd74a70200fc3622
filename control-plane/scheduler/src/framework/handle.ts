import type { Client, EventRecorder, Lister } from '@knarr/client'
import type { Logger } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import type { NodeInfo } from '../cache/node-info.ts'
import type { PodInfo } from '../cache/pod-info.ts'
import type { Nominator } from '../queue/nominator.ts'
import type { Cycle } from './plugin.ts'
import type { Rejection } from './status.ts'

/** What plugins may use of the scheduler. */
export interface Handle {
  readonly schedulerName: string
  readonly client: Client
  readonly lister: Lister
  readonly clock: Clock
  readonly random: Random
  readonly events: EventRecorder
  readonly logger: Logger
  readonly nominator: Nominator
  /** Volumes on their way to a pod's claim, by name, with the pod's uid. */
  readonly assumedVolumes: Map<string, string>
  /** Runs every filter of the profile, with pods nominated to the node taken to be there. */
  runFilters(info: PodInfo, node: NodeInfo, cycle: Cycle): Rejection | undefined
  /** Tells every plugin that a pod is tried on a node, or tried gone. */
  addPod(info: PodInfo, added: PodInfo, node: NodeInfo, cycle: Cycle): void
  removePod(info: PodInfo, removed: PodInfo, node: NodeInfo, cycle: Cycle): void
  /** Keeps work going after the cycle; its failure is logged. */
  background(work: Promise<unknown>): void
}
