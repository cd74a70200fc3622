import type { Profile } from '../framework/plugin.ts'
import { defaultBinder } from './default-binder/default-binder.ts'
import { defaultPreemption } from './default-preemption/default-preemption.ts'
import { imageLocality } from './image-locality/image-locality.ts'
import { interPodAffinity } from './inter-pod-affinity/inter-pod-affinity.ts'
import { nodeAffinity } from './node-affinity/node-affinity.ts'
import { nodeName } from './node-name/node-name.ts'
import { nodePorts } from './node-ports/node-ports.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation/node-resources-balanced-allocation.ts'
import { nodeResourcesFit } from './node-resources-fit/node-resources-fit.ts'
import { nodeUnschedulable } from './node-unschedulable/node-unschedulable.ts'
import { podTopologySpread } from './pod-topology-spread/pod-topology-spread.ts'
import { prioritySort } from './priority-sort/priority-sort.ts'
import { schedulingGates } from './scheduling-gates/scheduling-gates.ts'
import { taintToleration } from './taint-toleration/taint-toleration.ts'
import { volumeBinding } from './volume-binding/volume-binding.ts'
import { volumeRestrictions } from './volume-restrictions/volume-restrictions.ts'
import { volumeZone } from './volume-zone/volume-zone.ts'

/** The plugins of `default-scheduler` in the order pods meet them, with upstream's weights. */
export const defaultProfile: Profile = {
  schedulerName: 'default-scheduler',
  plugins: [
    { plugin: schedulingGates, weight: 0 },
    { plugin: prioritySort, weight: 0 },
    { plugin: nodeUnschedulable, weight: 0 },
    { plugin: nodeName, weight: 0 },
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodePorts, weight: 0 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: volumeRestrictions, weight: 0 },
    { plugin: volumeBinding, weight: 0 },
    { plugin: volumeZone, weight: 0 },
    { plugin: podTopologySpread, weight: 2 },
    { plugin: interPodAffinity, weight: 2 },
    { plugin: defaultPreemption, weight: 0 },
    { plugin: nodeResourcesBalancedAllocation, weight: 1 },
    { plugin: imageLocality, weight: 1 },
    { plugin: defaultBinder, weight: 0 },
  ],
}
