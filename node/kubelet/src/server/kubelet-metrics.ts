import { MetricsRegistry, observeProcess } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import type { PodLifecycleEvents } from '../pleg/pod-lifecycle-events.ts'

export interface KubeletMetricsOptions {
  readonly nodeName: string
  readonly pleg: PodLifecycleEvents
  readonly clock: Clock
}

/** `/metrics` of one kubelet, by upstream's names; of its process beside them, which others may share. */
export function kubeletMetrics({ nodeName, pleg, clock }: KubeletMetricsOptions): MetricsRegistry {
  const registry = new MetricsRegistry()
  registry
    .gauge({ name: 'kubelet_node_name', help: "The node's name; 1.", labels: ['node'] })
    .with(nodeName)
    .set(1)
  registry.observe({ name: 'kubelet_running_pods', help: 'Pods with a sandbox that runs.' }, () => [
    { value: pleg.states.filter(({ sandboxes }) => sandboxes.some(({ state }) => state === 'READY')).length },
  ])
  const labels = ['container_state']
  registry.observe(
    { name: 'kubelet_running_containers', help: 'Containers, by how they are.', labels },
    () => {
      const counts = new Map<string, number>()
      for (const { state } of pleg.states.flatMap(({ containers }) => containers)) {
        counts.set(state.toLowerCase(), (counts.get(state.toLowerCase()) ?? 0) + 1)
      }
      return [...counts].map(([state, value]) => ({ labels: [state], value }))
    },
  )
  observeProcess(registry, clock)
  return registry
}
