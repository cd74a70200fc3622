import type { Logger } from '@knarr/component'
import type { Cgroups, NodeNamespaces, RunCommand, SyscallRunner } from '@knarr/linux'
import type { Clock, Random } from '@knarr/machinery'
import type { RuntimeEvent } from '@knarr/rpc'
import type { ImageStore } from './images/image-store.ts'

/** What the parts of a runtime work with. */
export interface RuntimeScene {
  readonly node: NodeNamespaces
  /** Without symbolic links. */
  readonly directory: string
  readonly images: ImageStore
  readonly runner: SyscallRunner
  readonly cgroups: Cgroups
  readonly run: RunCommand
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  emit(event: RuntimeEvent): void
}

/** An identifier as runtimes have them: 64 hexadecimal digits. */
export function newId({ random }: RuntimeScene): string {
  return (random.uuid() + random.uuid()).replaceAll('-', '')
}
