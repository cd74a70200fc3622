import type { Draining } from './draining.ts'
import { realServerLine, serviceLine, type VirtualServer, virtualServerId } from './virtual-server.ts'

/** Lines of `ipvsadm --restore`. */
export interface ServerCommands {
  readonly changed: string[]
  /** For when the addresses are gone: until then the host itself would answer there. */
  readonly removed: string[]
}

/** Adds the lines that lead a virtual server from what it is in the kernel to what is wanted. */
export function compareServers(
  before: VirtualServer | undefined,
  after: VirtualServer | undefined,
  draining: Draining,
  { changed, removed }: ServerCommands,
): void {
  if (after) changed.push(...serviceChange(before, after), ...realServerChanges(before, after, draining))
  else if (before) {
    const id = virtualServerId(before)
    draining.forget(id)
    removed.push(`-D ${id}`)
  }
}

function serviceChange(before: VirtualServer | undefined, after: VirtualServer): string[] {
  if (!before) return [serviceLine('-A', after)]
  const line = serviceLine('-E', after)
  return serviceLine('-E', before) === line ? [] : [line]
}

function realServerChanges(
  before: VirtualServer | undefined,
  after: VirtualServer,
  draining: Draining,
): string[] {
  const id = virtualServerId(after)
  const lines: string[] = []
  for (const [server, weight] of after.servers) {
    const known = before?.servers.get(server)
    if (known === weight) continue
    const isThere = known !== undefined || draining.has(id, server)
    draining.delete(id, server)
    lines.push(realServerLine(isThere ? '-e' : '-a', id, server, weight))
  }
  for (const [server, weight] of before?.servers ?? [])
    if (!after.servers.has(server)) lines.push(...farewell(after, server, weight, draining))
  return lines
}

/** Connections of TCP are let end; of others the kernel drops them with the server. */
function farewell(
  virtualServer: VirtualServer,
  server: string,
  weight: number,
  draining: Draining,
): string[] {
  const id = virtualServerId(virtualServer)
  if (virtualServer.protocol !== 'TCP') return [`-d ${id} -r ${server}`]
  draining.add(id, server)
  return weight === 0 ? [] : [realServerLine('-e', id, server, 0)]
}
