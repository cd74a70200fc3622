import { recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** Answers ANY with one HINFO record (RFC 8482), so the server is no use as an amplifier. */
export const any: PluginSetup = {
  name: 'any',

  setup(directives) {
    argumentsOf(onlyDirective(directives), 0)
    return (next) => async (query, signal) => {
      if (query.type !== 'ANY') return next(query, signal)
      const answers = [recordOf(query.name, 'HINFO', 8482, { cpu: 'ANY obsoleted', os: 'See RFC 8482' })]
      return { ...emptyReply('NOERROR'), answers, authoritative: true, plugin: 'any' }
    }
  },
}
