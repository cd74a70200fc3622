import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startForTest, type TestServer } from '../../testing/start-server.ts'

const service = (name: string, ip: string): KubeObject =>
  ({
    metadata: { namespace: 'ns', name },
    spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  }) as unknown as KubeObject

describe('secondary', () => {
  const start = (corefile: string, informers?: FixedInformers): Promise<TestServer> =>
    startForTest(corefile, informers ? { informers } : {})

  it('copies the zone of a cluster, and what changed when it is told of it', async () => {
    const informers = new FixedInformers()
    informers.put('namespaces', { metadata: { name: 'ns' } } as unknown as KubeObject)
    for (let index = 1; index <= 20; index++)
      informers.put('services', service(`s${index}`, `10.0.0.${index}`))
    const kubernetes = (to: string): string => `cluster.local {\n kubernetes\n transfer {\n to ${to}\n }\n}`
    const primary = await start(kubernetes('*'), informers)
    const copy = await start(`cluster.local {\n secondary {\n transfer from 127.0.0.1:${primary.port}\n }\n}`)
    const lookup = async (name: string, test = copy) =>
      short((await ask(`${name}.ns.svc.cluster.local.`, 'A', test)).answers)
    await expect.poll(() => lookup('s1')).toEqual(['s1.ns.svc.cluster.local. A 10.0.0.1'])

    // The port of the copy is known only now.
    primary.corefile = kubernetes(`* 127.0.0.1:${copy.port}`)
    await primary.server.reload()
    informers.put('services', service('s1', '10.0.0.99'))
    informers.put('services', service('fresh', '10.0.0.98'))
    await expect
      .poll(() => lookup('fresh'), { timeout: 5000 })
      .toEqual(['fresh.ns.svc.cluster.local. A 10.0.0.98'])
    expect(await lookup('s1')).toEqual(['s1.ns.svc.cluster.local. A 10.0.0.99'])
    expect(await lookup('s20')).toEqual(['s20.ns.svc.cluster.local. A 10.0.0.20'])
    expect((await ask('none.ns.svc.cluster.local.', 'A', copy)).rcode).toBe('NXDOMAIN')
  })

  it('fails while it has no copy, and says why', async () => {
    const primary = await start('. {\n whoami\n}')
    const copy = await start(`org {\n secondary {\n transfer from 127.0.0.1:${primary.port}\n }\n}`)
    expect((await ask('a.org.', 'A', copy)).rcode).toBe('SERVFAIL')
    await expect
      .poll(() => copy.logged.join())
      .toContain("plugin/secondary: All 'org.' masters failed to transfer, retrying in 0.25s")
  })

  it.each([
    ['secondary', 'secondary zones require a transfer from property'],
    ['secondary {\n transfer to 1.1.1.1\n }', "unknown property 'to'"],
    ['secondary {\n transfer from me\n }', 'not an IP address or file: "me"'],
  ])('refuses %j', async (lines, message) => {
    await expect(startForTest(`. {\n ${lines}\n}`)).rejects.toThrow(message)
  })
})
