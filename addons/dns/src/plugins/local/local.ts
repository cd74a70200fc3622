import { isWithin } from '../../message/name.ts'
import { recordOf } from '../../message/record.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { argumentsOf, onlyDirective } from '../../plugin-options.ts'

const zones = ['localhost.', '0.in-addr.arpa.', '127.in-addr.arpa.', '255.in-addr.arpa.']

/** Answers what should never leave the machine: localhost and its reverse. */
export const local: PluginSetup = {
  name: 'local',

  setup(directives) {
    argumentsOf(onlyDirective(directives), 0)
    return (next) => async (query, signal) => {
      if (query.name.startsWith('localhost.') && query.name !== 'localhost.') return addressed(query)
      return zones.some((zone) => isWithin(query.name, zone)) ? addressed(query) : next(query, signal)
    }
  },
}

function addressed({ name, type }: Query): Reply {
  const reply = { ...emptyReply('NOERROR'), authoritative: true, plugin: 'local' }
  if (name === '1.0.0.127.in-addr.arpa.' && type === 'PTR') {
    return { ...reply, answers: [recordOf(name, 'PTR', 604_800, { target: 'localhost.' })] }
  }
  if (!name.startsWith('localhost.')) return reply
  if (type === 'A') return { ...reply, answers: [recordOf(name, 'A', 604_800, { address: '127.0.0.1' })] }
  if (type === 'AAAA') return { ...reply, answers: [recordOf(name, 'AAAA', 604_800, { address: '::1' })] }
  return reply
}
