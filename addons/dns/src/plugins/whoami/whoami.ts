import { joinName } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

/** Tells clients their own address, port and transport, in the additional section. */
export const whoami: PluginSetup = {
  name: 'whoami',

  setup(directives) {
    argumentsOf(onlyDirective(directives), 0)
    return () =>
      async ({ name, client: { address, port }, protocol }) => {
        const own = recordOf(name, address.includes(':') ? 'AAAA' : 'A', 0, { address })
        const source = recordOf(joinName(`_${protocol}`, name), 'SRV', 0, {
          priority: 0,
          weight: 0,
          port,
          target: '.',
        })
        return { ...emptyReply('NOERROR'), additionals: [own, source], authoritative: true, plugin: 'whoami' }
      }
  },
}
