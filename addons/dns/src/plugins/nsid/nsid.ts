import type { PluginSetup } from '../../plugin.ts'
import { onlyDirective } from '../../plugin-options.ts'

const nsidOption = 3

/** Says which server answered, to those who ask with EDNS option NSID. */
export const nsid: PluginSetup = {
  name: 'nsid',

  setup(directives) {
    const data = Buffer.from(onlyDirective(directives).arguments.join(' ') || 'localhost')
    return (next) => async (query, signal) => {
      const reply = await next(query, signal)
      const isAsked = query.request.edns?.options.some(({ code }) => code === nsidOption)
      return reply && isAsked
        ? { ...reply, options: [...(reply.options ?? []), { code: nsidOption, data }] }
        : reply
    }
  },
}
