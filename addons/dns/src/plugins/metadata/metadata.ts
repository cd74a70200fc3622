import { zoneOf } from '../../message/name.ts'
import type { Metadata, PluginSetup } from '../../plugin.ts'
import { zonesOrSite } from '../../plugin-options.ts'

/** Lets plugins say more of each query than it carries; `log`, `template` and `rewrite` can use what they say. */
export const metadata: PluginSetup = {
  name: 'metadata',

  setup(directives, { zones: siteZones, metadataProviders }) {
    const zones = directives.flatMap((directive) => zonesOrSite(directive.arguments, directive, siteZones))
    return (next) => (query, signal) => {
      if (zoneOf(query.name, zones) === undefined) return next(query, signal)
      const said: Metadata = new Map()
      const described = { ...query, metadata: said }
      for (const provide of metadataProviders) provide(described, said)
      return next(described, signal)
    }
  },
}
