import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listenInNode } from './listen-in-node.ts'
import { type NodeNamespaces, openNodeNamespaces } from './node-namespaces.ts'
import { describeWithNamespaces } from './testing/index.ts'

describeWithNamespaces('a server in the network of a node', () => {
  let stateDirectory: string
  let node: NodeNamespaces

  beforeEach(async () => {
    stateDirectory = mkdtempSync(`${tmpdir()}/knarr-proxy-`)
    node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
  })
  afterEach(async () => {
    await node.close()
    rmSync(stateDirectory, { recursive: true })
  })

  it('answers there from this process, and says what stands in the way', async () => {
    const listen = listenInNode(node.enter)
    const server = createServer((_, response) => void response.end('from here'))
    const address = { host: '0.0.0.0', port: 10256 }
    await listen(server, address)
    const answer = await fetch(`http://${node.address}:10256/`)
    expect(await answer.text()).toBe('from here')
    await expect(listen(createServer(), address)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    server.close()
    server.closeAllConnections()
    await expect(fetch(`http://${node.address}:10256/`)).rejects.toThrow('fetch failed')
    const nowhere = listenInNode(() => ['nsenter', '-t', '999999999', '-n', 'true'])
    await expect(nowhere(createServer(), address)).rejects.toThrow(/nsenter/)
  })
})
