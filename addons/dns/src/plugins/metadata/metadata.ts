import { zoneOf } from '../../message/name.ts'
import type { Metadata, PluginSetup } from '../../plugin.ts'
import { zonesOrSite } from '../../plugin-options.ts'

/** Lets plugins say more of each query than it carries; `log`, `template`, `rewrite` and `view` can use what they say. */
export const metadata: PluginSetup = {
  name: 'metadata',

  setup(directives, site) {
    const zones = directives.flatMap((directive) => zonesOrSite(directive.arguments, directive, site.zones))
    site.describe = (query) => {
      if (zoneOf(query.name, zones) === undefined) return query
      const said: Metadata = new Map()
      const described = { ...query, metadata: said }
      for (const provide of site.metadataProviders) provide(described, said)
      return described
    }
    return undefined
  },
}
