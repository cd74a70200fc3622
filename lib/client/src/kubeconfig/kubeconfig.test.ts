import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodes } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport } from '../testing/fake-transport.ts'
import { serveFake } from '../testing/serve-fake.ts'
import { contextOf, loadKubeconfig, parseKubeconfig } from './kubeconfig.ts'
import { transportFromKubeconfig } from './transport-from-kubeconfig.ts'

const text = (server: string, user: string): string => `
apiVersion: v1
kind: Config
current-context: main
clusters: [{ name: c, cluster: { server: '${server}' } }]
users: [{ name: u, user: ${user} }]
contexts:
- { name: main, context: { cluster: c, user: u, namespace: team } }
- { name: broken, context: { cluster: gone, user: u } }
`

describe('a kubeconfig', () => {
  it('joins cluster, user and namespace by context', () => {
    const config = parseKubeconfig(text('https://h:1', '{ token: t }'))
    expect(contextOf(config)).toEqual({
      cluster: { server: 'https://h:1' },
      user: { token: 't' },
      namespace: 'team',
    })
  })

  it.each([
    ['none', 'context "none" does not exist'],
    ['broken', 'cluster "gone" does not exist'],
  ])('refuses the context %s', (name, message) => {
    expect(() => contextOf(parseKubeconfig(text('https://h:1', '{}')), name)).toThrow(message)
  })

  it('says that there is no context in an empty one', () => {
    expect(() => contextOf(parseKubeconfig(''))).toThrow('no current context is set')
  })

  it('reads token files beside it, and again when a minute has passed', async () => {
    const clock = new VirtualClock()
    const directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
    const server = await serveFake(new FakeTransport())
    const path = join(directory, 'config')
    writeFileSync(path, text(server.url, '{ tokenFile: token }'))
    writeFileSync(join(directory, 'token'), 'old\n')
    const transport = await transportFromKubeconfig(await loadKubeconfig(path), { clock })
    const client = createClient(transport)
    await client.list(nodes)
    writeFileSync(join(directory, 'token'), 'new\n')
    await client.list(nodes)
    await clock.advance(60_000)
    await client.list(nodes)
    const tokens = server.seen.map(({ headers }) => headers.authorization)
    expect(tokens).toEqual(['Bearer old', 'Bearer old', 'Bearer new'])
    transport.close()
    await server.close()
    rmSync(directory, { recursive: true })
  })

  it('refuses users it cannot be', async () => {
    const config = parseKubeconfig(text('https://h:1', '{ exec: { command: x } }'))
    const transport = transportFromKubeconfig(config, { clock: new VirtualClock() })
    await expect(transport).rejects.toThrow('kubeconfig users with "exec" are not supported')
  })
})
