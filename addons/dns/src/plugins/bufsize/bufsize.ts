import type { PluginSetup } from '../../plugin.ts'
import { argumentsOf, numberOf, onlyDirective } from '../../plugin-options.ts'

/** Bounds the size of UDP answers clients ask for, so that none is cut into fragments. */
export const bufsize: PluginSetup = {
  name: 'bufsize',

  setup(directives) {
    const directive = onlyDirective(directives)
    const [text] = argumentsOf(directive, 0, 1)
    const udpSize = text === undefined ? 1232 : numberOf(directive, text, [512, 4096])
    return (next) => async (query, signal) => {
      const { edns } = query.request
      if (!edns || edns.udpSize <= udpSize) return next(query, signal)
      const reply = await next(
        { ...query, request: { ...query.request, edns: { ...edns, udpSize } } },
        signal,
      )
      return reply && { ...reply, udpSize }
    }
  },
}
