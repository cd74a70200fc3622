import type { Resource } from '@knarr/api'
import type { Clock, FieldError, KubeObject, Random } from '@knarr/machinery'
import type { UserInfo } from '../request/server-request.ts'

/** Who is asking, and by what time and chance a strategy fills in what it must. */
export interface RequestContext {
  readonly clock: Clock
  readonly random: Random
  readonly user: UserInfo
  readonly namespace: string
}

/** One column of `kubectl get`; priority 0 shows always, 1 with `-o wide`. */
export interface TableColumn {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date' | 'boolean' | 'number'
  /** `name` for the name column. */
  readonly format?: string
  readonly description: string
  readonly priority?: number
}

/** How kubectl shows a kind: upstream's `printers/internalversion`. `nowMs` turns times into ages. */
export interface TableConvertor<T extends KubeObject = KubeObject> {
  readonly columns: readonly TableColumn[]
  cells(object: T, nowMs: number): (string | number | boolean | null)[]
}

/** Where a kind keeps what `autoscaling/v1` Scale shows. */
export interface ScaleMapping<T extends KubeObject = KubeObject> {
  /** Undefined where the object does not say, which only one of a custom kind may. */
  replicas(object: T): number | undefined
  /** Of a custom kind: where it keeps its replicas, for errors. */
  readonly specReplicasPath?: string
  statusReplicas(object: T): number
  /** The selector as a string. */
  selector(object: T): string
  withReplicas(object: T, replicas: number): T
}

/**
 * What is particular to one resource: the rest of a request is the same for all of them. After
 * upstream's `rest.RESTCreateStrategy` and its siblings.
 *
 * Hooks that fill in (`defaults`, `prepare…`) change `object`, a private clone, in place; `old` and what
 * validation sees must not be changed. Objects are in the resource's storage version. Scope, verbs and
 * subresources come from the API facts, not from here.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  readonly resource: Resource<T>
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** Defaults as upstream's `SetDefaults_*`; runs on create, update and patch, and must be idempotent. */
  defaults?(object: T): void
  prepareForCreate?(object: T, context: RequestContext): void
  /** Also resets what the main resource may not change (status). Status is kept by the framework. */
  prepareForUpdate?(object: T, old: T, context: RequestContext): void
  prepareForStatusUpdate?(object: T, old: T, context: RequestContext): void
  /** Fields of the metadata that a write of the status leaves as they are; other writes of status may change them. */
  readonly keptByStatus?: readonly ('labels' | 'ownerReferences')[]
  validate?(object: T): FieldError[]
  validateUpdate?(object: T, old: T): FieldError[]
  validateStatusUpdate?(object: T, old: T): FieldError[]
  warnings?(object: T, old?: T): string[]
  /** How upstream checks `metadata.name`: DNS-1123 subdomain unless given. Returns messages. */
  validateName?(name: string, isPrefix: boolean): string[]
  /** Whether a change raises `metadata.generation`: when `spec` differs unless given. Null: never has one. */
  readonly bumpsGeneration?: ((object: T, old: T) => boolean) | null
  /** PUT of an object that does not exist creates it. */
  readonly allowCreateOnUpdate?: boolean
  /** PUT without a resourceVersion is refused (422) where false; true unless given. */
  readonly allowUnconditionalUpdate?: boolean
  /** A finalizer needs no domain: so of definitions and what they define, but of no built-in resource else. */
  readonly takesAnyFinalizer?: boolean
  /** Fields a field selector may name beside metadata.name and metadata.namespace. */
  selectableFields?(object: T): Readonly<Record<string, string>>
  readonly table?: TableConvertor<T>
  readonly scale?: ScaleMapping<T>
  /** The grace period a delete starts, in seconds; 0 deletes at once. Absent: no graceful deletion. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number
  /** Changes the object when it is first deleted, as finalizers that hold it. */
  prepareForDelete?(object: T, nowMs: number): void
  /** `Status` is answered to a delete where true; the object otherwise unless gone at once. */
  readonly returnsDeletedObject?: boolean
}
