import type { GroupVersionKind, Resource } from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import type { UserInfo } from '../../../request/server-request.ts'
import type { SubresourceBackend } from './subresource-backend.ts'

export const subresourceVerbs = ['get', 'create', 'update', 'delete'] as const
export type SubresourceVerb = (typeof subresourceVerbs)[number]

/** What was asked of an object's subresource, and the object. */
export interface SubresourceRequest<T extends KubeObject = KubeObject> {
  /** In the version of the function's resource. A private copy. */
  readonly object: T
  /** What was sent, as JSON; undefined where nothing was. */
  readonly body: unknown
  readonly query: URLSearchParams
  readonly user: UserInfo
  readonly isDryRun: boolean
  /** Tells the caller something, as a warning. */
  warn(message: string): void
  /**
   * Writes the object in the caller's name, who need not be allowed to update it otherwise. Admission sees the write as
   * one of the subresource. @throws StatusError where it is not valid, or somebody else was faster
   */
  update(object: T): Promise<T>
}

/** Answers with an object; one without `kind` gets that of the function. A StatusError is answered as it is. */
export type SubresourceHandler<T extends KubeObject = KubeObject> = (
  request: SubresourceRequest<T>,
) => object | Promise<object>

/**
 * A subresource of the embedder's: `/apis/example.com/v1/…/widgets/NAME/restart`, discovered and described like any
 * other, for whom roles allow `widgets/restart`.
 */
export interface SubresourceFunction<T extends KubeObject = KubeObject> {
  /** `restart`. */
  readonly name: string
  /** Built-in or custom, in the version that has it. */
  readonly resource: Resource<T>
  /** What is sent and answered; the resource's own kind unless given. */
  readonly kind?: GroupVersionKind
  /** An OpenAPI schema of what may be sent; anything unless given. */
  readonly schema?: object
  readonly get?: SubresourceHandler<T>
  /** POST. */
  readonly create?: SubresourceHandler<T>
  /** PUT. */
  readonly update?: SubresourceHandler<T>
  readonly delete?: SubresourceHandler<T>
  /** Who answers what none of these functions does. */
  readonly backend?: SubresourceBackend
}

/** The same function, its requests typed by its resource. */
export function subresourceFunction<T extends KubeObject>(
  declared: SubresourceFunction<T>,
): SubresourceFunction {
  return declared as unknown as SubresourceFunction
}
