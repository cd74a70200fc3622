import type { KubeObject } from '@knarr/machinery'

/** A typed handle on one API resource: what a client needs to build a URL and type its answer. */
export interface Resource<T extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  /** Never set: carries the object's type. */
  readonly object?: T
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version
}

/** `deployments.apps`, or `pods` for the core group: the form upstream prints in errors. */
export function qualifiedResource(resource: { readonly group: string; readonly plural: string }): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural
}

/** The path of a collection, or of one object, or of its subresource. */
export function pathOf(
  resource: Resource,
  target: { readonly namespace?: string; readonly name?: string; readonly subresource?: string } = {},
): string {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`
  const scope = resource.namespaced && target.namespace ? `/namespaces/${target.namespace}` : ''
  const name = target.name ? `/${target.name}` : ''
  const subresource = target.subresource ? `/${target.subresource}` : ''
  return `${root}${scope}/${resource.plural}${name}${subresource}`
}
