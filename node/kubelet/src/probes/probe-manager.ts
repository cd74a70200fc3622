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
  podIp: string
  readonly workers: Map<ProbeKind, ProbeWorker>
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
  readonly #startedAtMs: number
  /** By container id: another container is probed afresh. */
  readonly #probed = new Map<string, Probed>()

  constructor(options: ProbeManagerOptions) {
    this.#options = options
    this.#startedAtMs = options.clock.now()
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
      const known = this.#probed.get(status.id)
      if (known) known.podIp = podIp ?? known.podIp
      else this.#start(pod, status, podIp ?? '')
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
    const probed: Probed = { podUid: pod.metadata.uid, podIp, workers: new Map() }
    this.#probed.set(status.id, probed)
    const scene: WorkerScene = { pod, container, status, probed }
    for (const [kind, probe] of probesOf(container)) {
      if (probe) probed.workers.set(kind, this.#worker(kind, probe, scene))
    }
  }

  #worker(kind: ProbeKind, probe: Probe, { pod, container, status, probed }: WorkerScene): ProbeWorker {
    const { clock, runtime, events, onChange } = this.#options
    const containerId = status.id
    return new ProbeWorker({
      ...{ kind, probe, pod, container, clock, events },
      target: {
        ...{ containerId, container, runtime, clock },
        get podIp() {
          return probed.podIp
        },
      },
      firstAtMs: this.#firstAtMs(probe, status),
      mayRun: () => kind === 'startup' || this.hasStarted(containerId),
      onVerdict: () => {
        // Once a container has started, its readiness need not wait for the next period.
        if (kind === 'startup') probed.workers.get('readiness')?.hurry()
        onChange(probed.podUid)
      },
    })
  }

  /** After the initial delay; a new kubelet does not probe all that runs already at the same moment. */
  #firstAtMs(
    { initialDelaySeconds = 0, periodSeconds = 10 }: Probe,
    { startedAtMs }: ContainerStatus,
  ): number {
    const afterDelayMs = startedAtMs + initialDelaySeconds * 1000
    if (startedAtMs >= this.#startedAtMs) return afterDelayMs
    return Math.max(
      afterDelayMs,
      this.#options.clock.now() + this.#options.random.next() * periodSeconds * 1000,
    )
  }
}

interface WorkerScene {
  readonly pod: Pod
  readonly container: Container
  readonly status: ContainerStatus
  readonly probed: Probed
}
