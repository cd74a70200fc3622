import { parseCidr, parseIp } from '@knarr/machinery'
import type { ExpressionFunctions } from '../../expression/compile-expression.ts'
import { ExpressionError } from '../../expression/lex-expression.ts'
import { text } from '../../expression/operators.ts'
import type { Query } from '../../plugin.ts'

const defaultUdpSize = 512
const streamSize = 65_535

const of = (say: (query: Query) => unknown): ExpressionFunctions<Query>[string] => ({ takes: 0, call: say })

/**
 * What CoreDNS lets expressions ask of a query. The server's address is that which it listens at: `0.0.0.0` where it is
 * not bound to one.
 */
export const queryFunctions: ExpressionFunctions<Query> = {
  type: of(({ type }) => type),
  name: of(({ name }) => name),
  class: of((query) => query.class),
  proto: of(({ protocol }) => protocol),
  size: of(({ bytes }) => bytes?.length ?? 0),
  client_ip: of(({ client }) => client.address),
  port: of(({ client }) => String(client.port)),
  id: of(({ request }) => request.id),
  opcode: of(({ request }) => request.opcode),
  do: of(({ request }) => request.edns?.dnssecOk ?? false),
  bufsize: of(({ request, protocol }) =>
    protocol === 'tcp' ? streamSize : Math.max(defaultUdpSize, request.edns?.udpSize ?? 0),
  ),
  server_ip: of(({ server }) => listening(server).host || '0.0.0.0'),
  server_port: of(({ server }) => listening(server).port),
  metadata: { takes: 1, call: ({ metadata }, [label]) => metadata?.get(text(label))?.() ?? '' },
  incidr: { takes: 2, call: (_, [address, cidr]) => isInCidr(text(address), text(cidr)) },
}

function listening(server: string): { host: string; port: string } {
  const [, host = '', port = ''] = /:\/\/(.*):(\d+)$/.exec(server) ?? []
  return { host, port }
}

/** @throws ExpressionError where one of them cannot be read */
function isInCidr(address: string, text: string): boolean {
  const ip = parseIp(address)
  if (!ip) throw new ExpressionError('first argument is not an IP address')
  const cidr = parseCidr(text)
  if (!cidr) throw new ExpressionError(`invalid CIDR address: ${text}`)
  return cidr.contains(ip)
}
