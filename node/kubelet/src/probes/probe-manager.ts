import type { Container, Pod, Probe } from '@knarr/api/core/v1'
import type { EventRecorder } from '@knarr/client'
import type { Logger } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import type { ContainerStatus, Runtime } from '@knarr/rpc'
import { type ProbeKind, ProbeWorker } from './probe-worker.ts'

export interface ProbeManagerOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly runtime: Runtime
  readonly events: EventRecorder
  /** A verdict about a container of this pod changed. */
  onChange(podUid: string): void
}

interface Probed {
  readonly podUid: string
  readonly workers: ReadonlyMap<ProbeKind, ProbeWorker>
}

const probesOf = ({
  livenessProbe,
  readinessProbe,
  startupProbe,
}: Container): [ProbeKind, Probe | undefined][] => [
  ['startup', startupProbe],
  ['liveness', livenessProbe],
  ['readiness', readinessProbe],
]

/** Probes the containers that run, each with workers of its own, and knows what they found. */
export class ProbeManager {
  readonly #options: ProbeManagerOptions
  /** By container id: another container is probed afresh. */
  readonly #probed = new Map<string, Probed>()

  constructor(options: ProbeManagerOptions) {
    this.#options = options
  }

  /** Starts and stops workers so that they fit the pod's running containers. */
  syncPod(pod: Pod, containers: readonly ContainerStatus[], podIp: string | undefined): void {
    const running = containers.filter(({ state }) => state === 'RUNNING')
    const ids = new Set(running.map(({ id }) => id))
    for (const [id, { podUid, workers }] of this.#probed) {
      if (podUid !== pod.metadata.uid || ids.has(id)) continue
      for (const worker of workers.values()) worker.stop()
      this.#probed.delete(id)
    }
    for (const status of running) {
      if (!this.#probed.has(status.id)) this.#start(pod, status, podIp ?? '')
    }
  }

  removePod(uid: string): void {
    for (const [id, { podUid, workers }] of this.#probed) {
      if (podUid !== uid) continue
      for (const worker of workers.values()) worker.stop()
      this.#probed.delete(id)
    }
  }

  /** Which probe wants the container restarted, if one does. */
  killReason(containerId: string): 'liveness' | 'startup' | undefined {
    const workers = this.#probed.get(containerId)?.workers
    if (workers?.get('startup')?.verdict === false) return 'startup'
    return workers?.get('liveness')?.verdict === false ? 'liveness' : undefined
  }

  /** Whether the startup probe, where there is one, has succeeded. */
  hasStarted(containerId: string): boolean {
    const startup = this.#probed.get(containerId)?.workers.get('startup')
    return this.#probed.has(containerId) && (startup === undefined || startup.verdict === true)
  }

  isReady(containerId: string): boolean {
    const readiness = this.#probed.get(containerId)?.workers.get('readiness')
    return this.hasStarted(containerId) && (readiness === undefined || readiness.verdict === true)
  }

  stop(): void {
    for (const { workers } of this.#probed.values()) for (const worker of workers.values()) worker.stop()
    this.#probed.clear()
  }

  #start(pod: Pod, status: ContainerStatus, podIp: string): void {
    const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(
      ({ name }) => name === status.metadata.name,
    )
    if (!container) return
    const { clock, random, runtime, events, onChange } = this.#options
    const workers = new Map<ProbeKind, ProbeWorker>()
    this.#probed.set(status.id, { podUid: pod.metadata.uid, workers })
    for (const [kind, probe] of probesOf(container)) {
      if (!probe) continue
      const onVerdict = (): void => {
        if (kind === 'startup') this.#hurry(workers)
        onChange(pod.metadata.uid)
      }
      const target = { containerId: status.id, container, podIp, runtime, clock }
      const mayRun = (): boolean => kind === 'startup' || this.hasStarted(status.id)
      workers.set(
        kind,
        new ProbeWorker({
          kind,
          probe,
          pod,
          container,
          target,
          startedAtMs: status.startedAtMs,
          clock,
          random,
          events,
          mayRun,
          onVerdict,
        }),
      )
    }
  }

  /** Once a container has started its other probes need not wait for their next period. */
  #hurry(workers: ReadonlyMap<ProbeKind, ProbeWorker>): void {
    for (const [kind, worker] of workers) if (kind !== 'startup') worker.hurry()
  }
}
