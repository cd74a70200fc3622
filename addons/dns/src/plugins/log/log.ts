import { CorefileError } from '../../corefile/corefile-error.ts'
import { zonesOf } from '../../corefile/zone-address.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import { isWithin } from '../../message/name.ts'
import { emptyReply, type PluginSetup, type Query, type Reply } from '../../plugin.ts'
import { argumentsOf, readOptions } from '../../plugin-options.ts'
import { responseOf } from '../../server/answer-message.ts'
import { responseClass } from './response-class.ts'

const common =
  '{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize} {duration}'
const classes = ['success', 'denial', 'error', 'all']

interface Rule {
  readonly zones: readonly string[]
  readonly format: string
  readonly classes: ReadonlySet<string>
}

/** Logs each query with its answer. */
export const log: PluginSetup = {
  name: 'log',

  setup(directives, { environment: { clock, logger } }) {
    const rules = directives.map((directive): Rule => {
      const isFormat = (text: string): boolean => text.includes('{')
      const zones = directive.arguments
        .filter((text) => !isFormat(text))
        .flatMap((text) => zonesOf(text, directive))
      const format = directive.arguments.find(isFormat) ?? common
      const kinds = new Set<string>()
      readOptions(directive, {
        class: (line) => {
          for (const kind of argumentsOf(line, 1, 4)) {
            if (!classes.includes(kind)) throw new CorefileError(line, `invalid Class: ${kind}`)
            kinds.add(kind)
          }
        },
      })
      return {
        zones: zones.length > 0 ? zones : ['.'],
        format: format.replaceAll('{common}', common).replaceAll('{combined}', `${common} "{>opcode}"`),
        classes: kinds.size > 0 ? kinds : new Set(['all']),
      }
    })
    return (next) => async (query, signal) => {
      const start = clock.now()
      const write = (reply: Reply): boolean => {
        const rule = rules.find(({ zones }) => zones.some((zone) => isWithin(query.name, zone)))
        if (!rule || !(rule.classes.has('all') || rule.classes.has(responseClass(reply)))) return false
        logger.info(lineOf(rule.format, query, reply, (clock.now() - start) / 1000))
        return true
      }
      try {
        const reply = await next(query, signal)
        const isWritten = reply !== undefined && write(reply)
        // What is logged is asked of the plugins each time.
        return isWritten ? { ...reply, repeat: undefined } : reply
      } catch (error) {
        write(emptyReply('SERVFAIL'))
        throw error
      }
    }
  },
}

function lineOf(format: string, query: Query, reply: Reply, seconds: number): string {
  const { request, client } = query
  const response = responseOf(request, reply)
  const flags = [
    ...[
      'qr',
      reply.authoritative && 'aa',
      request.recursionDesired && 'rd',
      reply.recursionAvailable && 'ra',
    ],
    ...[reply.authenticData && 'ad', request.checkingDisabled && 'cd'],
  ].filter(Boolean)
  const values: Record<string, () => string> = {
    remote: () => (client.address.includes(':') ? `[${client.address}]` : client.address),
    port: () => String(client.port),
    type: () => query.type,
    class: () => query.class,
    name: () => query.name,
    proto: () => query.protocol,
    size: () => String(encodeMessage(request).length),
    rcode: () => reply.rcode,
    rsize: () => String(encodeMessage(response).length),
    duration: () => `${seconds.toFixed(9)}s`,
    '>id': () => String(request.id),
    '>do': () => String(request.edns?.dnssecOk ?? false),
    '>bufsize': () => String(request.edns?.udpSize ?? 512),
    '>rflags': () => flags.join(','),
    '>opcode': () => String(request.opcode),
  }
  return format.replace(/\{([^}]+)\}/g, (_, key: string) =>
    key.startsWith('/') ? query.metadata?.get(key.slice(1))?.() || '-' : (values[key]?.() ?? '-'),
  )
}
