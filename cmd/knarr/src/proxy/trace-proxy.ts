import { createClient } from '@knarr/client'
import { readScenes, trace, traceLines } from '@knarr/proxy'
import { StartError } from '../start-error.ts'
import { proxyAccess } from './proxy-access.ts'
import { parseTraceOptions } from './proxy-options.ts'
import { readNetwork } from './read-network.ts'

/** `knarr proxy trace` */
export async function traceProxy(args: readonly string[]): Promise<number> {
  const parsed = parseTraceOptions(args)
  if ('help' in parsed) {
    console.log(parsed.help)
    return 0
  }
  const { packet, options } = parsed
  using access = await proxyAccess(options)
  const client = createClient(access.transport)
  const network = await readNetwork(options, client)
  const isOfIPv6 = packet.destination.includes(':')
  const scenes = await readScenes({ client, ...network })
  const scene = scenes.find(({ rules }) => (rules.family === 'IPv6') === isOfIPv6)
  if (!scene)
    throw new StartError(`node "${network.nodeName}" has no address of the family of ${packet.destination}`)
  for (const line of traceLines(packet, trace(packet, scene, options.choice.mode))) console.log(line)
  return 0
}
