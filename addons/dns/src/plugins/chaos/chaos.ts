import type { ResourceRecord } from '../../message/record.ts'
import { emptyReply, type PluginSetup } from '../../plugin.ts'
import { onlyDirective } from '../../plugin-options.ts'

const defaultVersion = 'Knarr'

/** Answers the CHAOS class: `version.bind`, `version.server`, `authors.bind`, `hostname.bind`, `id.server`. */
export const chaos: PluginSetup = {
  name: 'chaos',

  setup(directives) {
    const [version = defaultVersion, ...authors] = onlyDirective(directives).arguments
    const texts: Readonly<Record<string, readonly string[]>> = {
      'version.bind.': [version],
      'version.server.': [version],
      'authors.bind.': authors,
      'hostname.bind.': ['localhost'],
      'id.server.': ['localhost'],
    }
    return (next) => async (query, signal) => {
      const found = Object.hasOwn(texts, query.name) ? texts[query.name] : undefined
      if (query.class !== 'CH' || query.type !== 'TXT' || !found) return next(query, signal)
      const answers = found.map(
        (text): ResourceRecord => ({
          name: query.name,
          type: 'TXT',
          class: 'CH',
          ttl: 0,
          data: { texts: [text] },
        }),
      )
      return { ...emptyReply('NOERROR'), answers, plugin: 'chaos' }
    }
  },
}
