import type { ApiResource } from '@knarr/api'
import type { Clock, KubeObject, ObjectKey, Random } from '@knarr/machinery'
import type { KeyedResource } from '../registry/object-keys.ts'
import type { UserInfo } from '../request/server-request.ts'

/** One write as admission sees it. Objects are in the storage version. */
export interface AdmissionAttributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly resource: ApiResource
  /** Empty for the resource itself. */
  readonly subresource: string
  readonly namespace: string
  /** Empty where it is still to be generated. */
  readonly name: string
  /** What will be written, or the options of a connection; undefined for DELETE. Only `admit` may change it. */
  readonly object: KubeObject | undefined
  /** What is there; undefined for CREATE. */
  readonly old?: KubeObject
  readonly user: UserInfo
  readonly isDryRun: boolean
  /** Empty where the client has no name, and for DELETE. */
  readonly fieldManager: string
  /** Texts for the caller; plugins may add. */
  readonly warnings: string[]
  /** Tells the audit event of the request something; absent where nothing is audited. */
  readonly annotate?: Annotate
}

/** The first value of a key stays. */
export type Annotate = (key: string, value: string) => void

/** What plugins decide by. Reads see every write that was answered before. */
export interface AdmissionContext {
  readonly clock: Clock
  readonly random: Random
  find<T extends KubeObject>(resource: KeyedResource, key: ObjectKey): Promise<T | undefined>
  /** `find`, but an object that is missing may still appear for a while. */
  waitFor<T extends KubeObject>(
    resource: KeyedResource,
    key: ObjectKey,
    timeoutMs: number,
  ): Promise<T | undefined>
  /** All objects of a namespace, from memory; of the whole resource where it is empty. */
  list<T extends KubeObject>(resource: KeyedResource, namespace: string): Promise<readonly T[]>
}

// biome-ignore lint/suspicious/noConfusingVoidType: plugins have nothing to say as a rule
export type Admitted = void | 'reinvoke' | undefined

/** Changes or refuses writes, by throwing a StatusError. Every plugin admits before any validates. */
export interface AdmissionPlugin {
  readonly name: string
  /** Why it cannot run as things are configured. */
  readonly problem?: string
  /** Done once before the first write. @throws Error where it cannot run */
  open?(): Promise<void>
  handles(attributes: AdmissionAttributes): boolean
  /** `reinvoke`: the object changed, and all plugins are to see it a second time. */
  admit?(attributes: AdmissionAttributes, context: AdmissionContext): Admitted | Promise<Admitted>
  validate?(attributes: AdmissionAttributes, context: AdmissionContext): void | Promise<void>
  close?(): void
}
