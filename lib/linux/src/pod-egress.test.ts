import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type NodeNamespaces, openNodeNamespaces } from './node-namespaces.ts'
import { openEgress } from './pod-egress.ts'
import { type RunCommand, runCommand } from './run-command.ts'
import { describeWithNamespaces } from './testing/describe-with-namespaces.ts'

/** A host of its own, so that this machine's is left alone, and somebody beyond it who knows no way back to pods. */
const host = `knarr-host-${process.pid}`
const beyond = `knarr-beyond-${process.pid}`
const onHost: RunCommand = (argv, options) => runCommand(['ip', 'netns', 'exec', host, ...argv], options)

describeWithNamespaces('the way of pods beyond their host', () => {
  let stateDirectory: string
  let node: NodeNamespaces

  beforeEach(async () => {
    stateDirectory = mkdtempSync(`${tmpdir()}/knarr-egress-`)
    for (const name of [host, beyond]) await runCommand(['ip', 'netns', 'add', name])
    await runCommand(['ip', '-n', host, 'link', 'add', 'wan', 'type', 'veth', 'peer', 'wan', 'netns', beyond])
    for (const [name, address] of [
      [host, '198.51.100.1/30'],
      [beyond, '198.51.100.2/30'],
    ] as const) {
      await runCommand(['ip', '-n', name, 'addr', 'add', address, 'dev', 'wan'])
      await runCommand(['ip', '-n', name, 'link', 'set', 'wan', 'up'])
    }
    node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory, run: onHost })
    const pod = node.podCidr.replace(/\d+\/24$/, '9/32')
    await runCommand(node.enter(['ip', 'addr', 'add', pod, 'dev', 'lo']))
  })

  afterEach(async () => {
    await node.close()
    for (const name of [host, beyond]) await runCommand(['ip', 'netns', 'del', name])
    rmSync(stateDirectory, { recursive: true })
  })

  const ping = (): Promise<string> => {
    const from = node.podCidr.replace(/\d+\/24$/, '9')
    const command = ['busybox', 'ping', '-c', '1', '-W', '1', '-I', from, '198.51.100.2']
    return runCommand(node.enter(command))
  }

  it('is closed until the host opens it', async () => {
    await expect(ping()).rejects.toThrow('ended with status 1')
    await openEgress(node.network, onHost)
    await ping()
  })

  it('is opened again without a second table, and through a host that forwards nothing else', async () => {
    await onHost(['iptables', '-P', 'FORWARD', 'DROP'])
    await openEgress(node.network, onHost)
    await openEgress(node.network, onHost)
    await ping()
    const listed = await onHost(['iptables', '-S', 'FORWARD'])
    expect(listed.match(/-j ACCEPT/g)).toHaveLength(2)
    const table = await onHost(['nft', 'list', 'table', 'ip', node.network.hostLink])
    expect(table.match(/masquerade/g)).toHaveLength(1)
  })

  it('goes with the network of the cluster', async () => {
    await onHost(['iptables', '-P', 'FORWARD', 'DROP'])
    await openEgress(node.network, onHost)
    await node.close()
    expect(await onHost(['nft', 'list', 'tables'])).not.toContain(node.network.hostLink)
    expect(await onHost(['iptables', '-S', 'FORWARD'])).toBe('-P FORWARD DROP\n')
  })
})
