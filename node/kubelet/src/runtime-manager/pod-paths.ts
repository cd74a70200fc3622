import { join } from 'node:path'
import type { Pod } from '@knarr/api/core/v1'
import type { ContainerStatus } from '@knarr/rpc'
import type { PodState } from './pod-labels.ts'

/** Where one kubelet keeps a pod's files: upstream's layout below its root and log directories. */
export class PodPaths {
  readonly #root: string

  constructor(rootDirectory: string) {
    this.#root = rootDirectory
  }

  get pods(): string {
    return join(this.#root, 'pods')
  }

  get logs(): string {
    return join(this.#root, 'logs')
  }

  pod(uid: string): string {
    return join(this.pods, uid)
  }

  logDirectory({ metadata }: Pod): string {
    return this.logDirectoryOf({ namespace: '', ...metadata })
  }

  logDirectoryOf({ namespace, name, uid }: Pick<PodState, 'namespace' | 'name' | 'uid'>): string {
    return join(this.logs, `${namespace}_${name}_${uid}`)
  }

  hostsFile(uid: string): string {
    return join(this.pod(uid), 'etc-hosts')
  }

  /** The file a container may leave its last words in, one per attempt. */
  terminationLog(uid: string, container: string, attempt: number): string {
    return join(this.pod(uid), 'containers', container, `termination-${attempt}`)
  }
}

/** A container's log below its pod's log directory. */
export function logPathOf(container: string, attempt: number): string {
  return `${container}/${attempt}.log`
}

/** The file a container logs to. */
export function containerLogOf(
  paths: PodPaths,
  pod: Pick<PodState, 'namespace' | 'name' | 'uid'>,
  { metadata }: ContainerStatus,
): string {
  return join(paths.logDirectoryOf(pod), logPathOf(metadata.name, metadata.attempt))
}

/** The pod whose log directory has this name. */
export function podUidOfLogs(directory: string): string {
  return directory.slice(directory.lastIndexOf('_') + 1)
}
