import type { GroupVersionKind } from '@knarr/api'

/** One thing to do with one path, before it is written in either version of OpenAPI. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'patch'
  /** `x-kubernetes-action`. */
  readonly action: 'get' | 'list' | 'post' | 'put' | 'patch' | 'delete' | 'deletecollection' | 'connect'
  readonly id: string
  readonly description: string
  readonly tag: string
  readonly gvk: GroupVersionKind
  /** The kind of the request's body, if it has one. */
  readonly body?: GroupVersionKind | 'patch'
  /** The kind of the answer; `text` is a string. */
  readonly answer: GroupVersionKind | 'text'
  readonly query: readonly string[]
}

export interface Path {
  readonly path: string
  /** Names of the parameters in braces. */
  readonly variables: readonly string[]
  readonly operations: readonly Operation[]
}
