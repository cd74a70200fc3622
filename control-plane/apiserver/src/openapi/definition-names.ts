import { type GroupVersionKind, schemaOf } from '@knarr/api'

/** Where upstream's Go packages stand, by the first word of a facts' type name; the rest is `io.k8s.api`. */
const packages: Readonly<Record<string, string>> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
  runtime: 'io.k8s.apimachinery.pkg.runtime',
  resource: 'io.k8s.apimachinery.pkg.api.resource',
  intstr: 'io.k8s.apimachinery.pkg.util.intstr',
  version: 'io.k8s.apimachinery.pkg.version',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
  metrics: 'io.k8s.metrics.pkg.apis.metrics',
}

/** The name upstream publishes a type under: `core.v1.Pod` is `io.k8s.api.core.v1.Pod`. */
export function definitionName(typeName: string): string {
  const [first = '', ...rest] = typeName.split('.')
  // The group resource.k8s.io and the package of quantities share a word.
  const folder = first === 'resource' && rest.length > 1 ? undefined : packages[first]
  return [folder ?? `io.k8s.api.${first}`, ...rest].join('.')
}

/** The definition of a kind, built-in or custom: `com.example.v1.Widget` for one of group `example.com`. */
export function kindDefinitionName(gvk: GroupVersionKind): string {
  const schema = schemaOf(gvk)
  if (schema) return definitionName(schema.name)
  return [...gvk.group.split('.').reverse(), gvk.version, gvk.kind].join('.')
}
