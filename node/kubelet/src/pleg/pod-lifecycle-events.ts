import { type Clock, every, type Timer } from '@knarr/machinery'
import type { Runtime } from '@knarr/rpc'
import { type PodState, podStates } from '../runtime-manager/pod-labels.ts'

export interface PodLifecycleEventsOptions {
  readonly runtime: Runtime
  readonly clock: Clock
  /** Something of this pod changed in the runtime. */
  onChange(podUid: string): void
  onError(error: unknown): void
}

/** How often a runtime that tells nothing is asked, and one that does is checked. */
const relistMs = 1_000
const checkMs = 5 * 60_000

/**
 * The pod lifecycle event generator: what the runtime has, by pod, and who changed. A runtime that reports
 * events is listed when it does; the others once a second.
 */
export class PodLifecycleEvents {
  readonly #options: PodLifecycleEventsOptions
  readonly #stop = new AbortController()
  #timer: Timer | undefined
  #states = new Map<string, PodState>()
  #listing: Promise<void> | undefined
  #isStale = false

  constructor(options: PodLifecycleEventsOptions) {
    this.#options = options
  }

  /** Resolves once the runtime was listed for the first time. */
  async start(): Promise<void> {
    const { runtime, clock } = this.#options
    const relist = (): void => void this.relist()
    runtime.watchEvents?.(relist, this.#stop.signal)
    this.#timer = every(clock, runtime.watchEvents ? checkMs : relistMs, relist)
    await this.relist()
  }

  stop(): void {
    this.#stop.abort()
    this.#timer?.cancel()
  }

  /** What was last seen of a pod. */
  stateOf(uid: string): PodState | undefined {
    return this.#states.get(uid)
  }

  /** What was last seen of all pods. */
  get states(): PodState[] {
    return [...this.#states.values()]
  }

  get uids(): string[] {
    return [...this.#states.keys()]
  }

  /** Lists the runtime; calls made meanwhile share one more listing after it. */
  relist(): Promise<void> {
    if (this.#listing !== undefined) {
      this.#isStale = true
      return this.#listing.then(() => this.#listing)
    }
    this.#listing = this.#list().finally(() => {
      this.#listing = undefined
      if (!this.#isStale) return
      this.#isStale = false
      void this.relist()
    })
    return this.#listing
  }

  async #list(): Promise<void> {
    const { runtime, onChange, onError } = this.#options
    try {
      const [sandboxes, containers] = await Promise.all([
        runtime.listPodSandboxes(),
        runtime.listContainers(),
      ])
      const states = podStates(sandboxes, containers)
      const before = this.#states
      this.#states = states
      for (const uid of new Set([...before.keys(), ...states.keys()])) {
        if (fingerprint(before.get(uid)) !== fingerprint(states.get(uid))) onChange(uid)
      }
    } catch (error) {
      onError(error)
    }
  }
}

function fingerprint(state: PodState | undefined): string {
  if (!state) return ''
  const sandboxes = state.sandboxes.map(({ id, state: now }) => `${id} ${now}`)
  const containers = state.containers.map(({ id, state: now }) => `${id} ${now}`)
  return [...sandboxes, ...containers].join(',')
}
