import { CommandError, type NodeNamespaces } from '@knarr/linux'
import { describe, expect, it } from 'vitest'
import { routeServices } from './service-route.ts'

const node = { address: '172.30.0.10' } as NodeNamespaces
const serviceCidr = '10.96.0.0/12'
const taken = (route: string) => async (argv: readonly string[]) => {
  if (argv.includes('add')) throw new CommandError(argv, 2, 'RTNETLINK answers: File exists\n')
  return route
}

describe('the route to cluster IPs', () => {
  it('leads through the node', async () => {
    const ran: string[] = []
    const run = async (argv: readonly string[]): Promise<string> => {
      ran.push(argv.join(' '))
      return ''
    }
    expect(await routeServices(node, { serviceCidr, nameServers: ['192.0.2.53'], run })).toBeUndefined()
    expect(ran).toEqual(['ip route add 10.96.0.0/12 via 172.30.0.10'])
  })

  it('is not made where the host has a name server in that network', async () => {
    const run = (): Promise<string> => Promise.reject(new Error('not to be run'))
    expect(await routeServices(node, { serviceCidr, nameServers: ['10.96.0.10'], run })).toBe(
      'a name server of the host is in 10.96.0.0/12',
    )
  })

  it('may be there from before, but not through another cluster', async () => {
    const own = taken('10.96.0.0/12 via 172.30.0.10 dev kn123456 \n')
    expect(await routeServices(node, { serviceCidr, nameServers: [], run: own })).toBeUndefined()
    const other = taken('10.96.0.0/12 via 172.30.1.10 dev kn654321 \n')
    expect(await routeServices(node, { serviceCidr, nameServers: [], run: other })).toBe(
      'RTNETLINK answers: File exists',
    )
  })
})
