import { createClient } from '@knarr/client'
import { planOf, readScenes } from '@knarr/proxy'
import { proxyAccess } from './proxy-access.ts'
import { parseProxyOptions } from './proxy-options.ts'
import { readNetwork } from './read-network.ts'

/** `knarr proxy plan` */
export async function planProxy(args: readonly string[]): Promise<number> {
  const options = parseProxyOptions(args, 'proxy plan')
  if ('help' in options) {
    console.log(options.help)
    return 0
  }
  using access = await proxyAccess(options)
  const client = createClient(access.transport)
  for (const scene of await readScenes({ client, ...(await readNetwork(options, client)) }))
    for (const line of planOf(options.choice.mode, scene)) console.log(line)
  return 0
}
