import type { Resource } from '@knarr/api'
import type { AdmissionRequest } from '@knarr/api/admission/v1'
import type { KubeObject, Status } from '@knarr/machinery'
import type { AdmissionContext } from '../admission-plugin.ts'

/** What a webhook would be asked, with objects of their type in the version the function names. */
export interface FunctionRequest<T extends KubeObject = KubeObject>
  extends Omit<AdmissionRequest, 'object' | 'oldObject' | 'operation'> {
  readonly operation: AdmissionOperation
  /** What will be written, or the options of a connection; null for DELETE. A private copy. */
  readonly object: T | null
  /** What is there; null for CREATE. A private copy. */
  readonly oldObject: T | null
  /** Refuses the write: code 400 and no reason unless given. */
  deny(message: string, status?: Pick<Partial<Status>, 'code' | 'reason' | 'details'>): never
  /** Tells the caller something, as a warning. */
  warn(message: string): void
  /** Tells the audit event of the request something, under `NAME/KEY`. */
  annotate(key: string, value: string): void
}

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/**
 * A webhook without the web: a function of the embedder's that changes or judges writes inside the API server. What
 * it changes is defaulted and validated after. Where it throws other than by `deny`, the write fails (500).
 */
export interface AdmissionFunction<T extends KubeObject = KubeObject> {
  /** Stands in refusals and before audit annotations; `quota.team.example.com`. */
  readonly name: string
  /** Whose objects, and the version they are shown in; writes in every other version count as well. */
  readonly resource: Resource<T>
  /** The object itself unless given. */
  readonly subresource?: string
  /** CREATE and UPDATE unless given. */
  readonly operations?: readonly AdmissionOperation[]
  /** May change `request.object` in place; called again where a webhook or policy changed the object after. */
  mutate?(request: FunctionRequest<T>, context: AdmissionContext): void | Promise<void>
  /** Sees what will be written. */
  validate?(request: FunctionRequest<T>, context: AdmissionContext): void | Promise<void>
}

/** The same function, its requests typed by its resource. */
export function admissionFunction<T extends KubeObject>(declared: AdmissionFunction<T>): AdmissionFunction {
  return declared
}
