import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Pod } from '@knarr/api/core/v1'
import { badRequest, type Clock, notFound, StatusError } from '@knarr/machinery'
import type {
  ContainerStatus,
  ContainerTarget,
  KubeletApi,
  LogOptions,
  Runtime,
  StreamOptions,
  StreamSession,
} from '@knarr/rpc'
import type { PodSource } from '../config/pod-source.ts'
import type { PodLifecycleEvents } from '../pleg/pod-lifecycle-events.ts'
import { emptyState, type PodState } from '../runtime-manager/pod-labels.ts'
import { logPathOf, type PodPaths } from '../runtime-manager/pod-paths.ts'
import { readContainerLog } from './container-logs.ts'

export interface KubeletServerOptions {
  readonly runtime: Runtime
  readonly pods: PodSource
  readonly pleg: PodLifecycleEvents
  readonly paths: PodPaths
  readonly clock: Clock
}

/** What the API server asks of this node about running containers. */
export class KubeletServer implements KubeletApi {
  readonly #options: KubeletServerOptions

  constructor(options: KubeletServerOptions) {
    this.#options = options
  }

  async containerLogs(
    target: ContainerTarget,
    options: LogOptions,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { paths, clock } = this.#options
    const pod = this.#pod(target)
    const status = options.previous ? this.#previous(pod, target) : this.#logged(pod, target)
    const path = join(paths.logDirectory(pod), logPathOf(target.container, status.metadata.attempt))
    const isRunning = (): boolean =>
      this.#state(pod).containers.some(({ id, state }) => id === status.id && state === 'RUNNING')
    return readContainerLog(path, options, { clock, signal, isRunning })
  }

  async exec(
    target: ContainerTarget,
    command: readonly string[],
    options: StreamOptions,
  ): Promise<StreamSession> {
    if (command.length === 0) throw badRequest('you must provide at least 1 command')
    return await this.#options.runtime.exec(this.#running(target).id, command, options)
  }

  async attach(target: ContainerTarget, options: StreamOptions): Promise<StreamSession> {
    return await this.#options.runtime.attach(this.#running(target).id, options)
  }

  async portForward(target: { namespace: string; pod: string }, port: number): Promise<Duplex> {
    const pod = this.#pod(target)
    const sandbox = this.#state(pod).sandboxes.find(({ state }) => state === 'READY')
    if (!sandbox)
      throw new StatusError({
        reason: 'NotFound',
        code: 404,
        message: `pod ${pod.metadata.name} has no running sandbox`,
      })
    return await this.#options.runtime.portForward(sandbox.id, port)
  }

  #pod({ namespace, pod }: { namespace: string; pod: string }): Pod {
    const found = this.#options.pods.get({ namespace, name: pod })
    if (!found) throw notFound({ group: '', plural: 'pods' }, pod)
    return found
  }

  #state(pod: Pod): PodState {
    return this.#options.pleg.stateOf(pod.metadata.uid) ?? emptyState(pod)
  }

  #attempts(pod: Pod, { container }: ContainerTarget): ContainerStatus[] {
    return this.#state(pod).containers.filter(({ metadata }) => metadata.name === container)
  }

  #running(target: ContainerTarget): ContainerStatus {
    const [current] = this.#attempts(this.#pod(target), target)
    if (current?.state === 'RUNNING') return current
    const message = `unable to upgrade connection: container not found ("${target.container}")`
    throw new StatusError({ reason: 'NotFound', code: 404, message })
  }

  /** The container whose log there is: one that waits has none. */
  #logged(pod: Pod, target: ContainerTarget): ContainerStatus {
    const [current] = this.#attempts(pod, target)
    if (current && current.state !== 'CREATED') return current
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
    const reason =
      statuses.find(({ name }) => name === target.container)?.state?.waiting?.reason ?? 'ContainerCreating'
    throw badRequest(`container "${target.container}" in pod "${target.pod}" is waiting to start: ${reason}`)
  }

  /** The one before; while a container waits to be started again that is the newest. */
  #previous(pod: Pod, target: ContainerTarget): ContainerStatus {
    const [current, previous] = this.#attempts(pod, target)
    const isWaiting = current?.state === 'EXITED' && this.#isShownWaiting(pod, target)
    const ended = isWaiting ? current : previous
    if (ended) return ended
    throw badRequest(`previous terminated container "${target.container}" in pod "${target.pod}" not found`)
  }

  #isShownWaiting({ status = {} }: Pod, { container }: ContainerTarget): boolean {
    const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
    return all.find(({ name }) => name === container)?.state?.waiting !== undefined
  }
}
