import type { AdmissionChain } from '../admission/admission-chain.ts'
import type { Annotate } from '../admission/admission-plugin.ts'
import type { UserInfo } from '../request/server-request.ts'
import type { Registry } from './registry.ts'
import type { ServedResource } from './served-resource.ts'
import type { RequestContext } from './strategy.ts'

/** One write on its way: whose, on what, and what it passes through. */
export interface Operation {
  readonly registry: Registry
  readonly admission: Pick<AdmissionChain, 'admit' | 'validate'>
  readonly resource: ServedResource
  readonly subresource: string
  /** Of the request; empty for resources without namespaces. */
  readonly namespace: string
  readonly user: UserInfo
  readonly isDryRun: boolean
  readonly fieldManager: string
  /** Texts for the caller, added to as the write goes on. */
  readonly warnings: string[]
  /** Tells the audit event of the request something; absent where nothing is audited. */
  readonly annotate?: Annotate
}

export function requestContextOf({ registry, user, namespace }: Operation): RequestContext {
  return { clock: registry.clock, random: registry.random, user, namespace }
}

/** Who the log names as the writer of a revision. */
export function writerOf({ fieldManager, user }: Operation): string {
  return fieldManager || user.name
}

export function warn(operation: Operation, texts: readonly string[] | undefined): void {
  if (texts) operation.warnings.push(...texts)
}

/** The kind as errors name it. */
export function kindOf({ api }: ServedResource): { group: string; kind: string } {
  return { group: api.group, kind: api.kind }
}
