import type { IpFamily } from '../model/service-port.ts'
import type { IpvsKernel } from './ipvs-kernel.ts'
import type { SavedSets } from './kernel-state.ts'
import { renderRemoval } from './render-chains.ts'
import type { VirtualServer } from './virtual-server.ts'

/** Takes from the kernel all that a proxy in IPVS mode made there, and nothing else. */
export async function removeAll(kernel: IpvsKernel, family: IpFamily): Promise<void> {
  const { hasDummy, bound } = await kernel.interfaces()
  const sets = await kernel.sets()
  const isOwn = ownership(sets, bound)
  const own = [...(await kernel.virtualServers())].filter(([, server]) => isOwn(server))
  await kernel.restoreServers(own.map(([id]) => `-D ${id}`))
  // The interface is that of both families.
  if (hasDummy && family === 'IPv4') await kernel.deleteDummy()
  else await kernel.changeAddresses({ added: [], removed: [...bound] })
  const { present, known } = await kernel.chains()
  await kernel.restoreChains(renderRemoval(present, known))
  await kernel.restoreSets([...sets.names].map((name) => `destroy ${name}`))
}

/** Whether the proxy's sets or its interface tell of a virtual server. */
function ownership(sets: SavedSets, bound: ReadonlySet<string>): (server: VirtualServer) => boolean {
  const members = new Set([...sets.entries].map((entry) => entry.split(' ')[1]))
  const ports = new Set(
    [...sets.entries].flatMap((line) => {
      const [, protocol, port] = /-NODE-PORT-(TCP|UDP) (\d+)$/.exec(line) ?? []
      return protocol ? [`${protocol} ${port}`] : []
    }),
  )
  return ({ protocol, address, port }) =>
    bound.has(address) ||
    members.has(`${address},${protocol.toLowerCase()}:${port}`) ||
    ports.has(`${protocol} ${port}`)
}
