import { apiResources, type Resource } from '@knarr/api'
import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Lister } from '@knarr/client'
import { isConditionTrue } from '@knarr/controller'

/** The resource of a group in a version that is served; undefined where there is none. */
export function migratedResource(
  { group = '', resource: plural }: { group?: string; resource: string },
  lister: Lister,
): Resource | undefined {
  const builtIn = apiResources().find(
    (each) => each.group === group && each.plural === plural && each.version === each.storageVersion,
  )
  if (builtIn) return builtIn
  const definition = lister.get(customResourceDefinitions, { namespace: '', name: `${plural}.${group}` })
  if (!definition || !isConditionTrue(definition.status?.conditions, 'Established')) return undefined
  const { versions, names, scope } = definition.spec
  const served = versions.filter(({ served: isServed }) => isServed)
  const version = served.find(({ storage }) => storage) ?? served[0]
  return (
    version && { group, version: version.name, plural, kind: names.kind, namespaced: scope === 'Namespaced' }
  )
}
