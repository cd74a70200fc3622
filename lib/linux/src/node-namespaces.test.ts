import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { sleep, systemClock } from '@knarr/machinery'
import { afterEach, expect, it } from 'vitest'
import { Cgroups } from './cgroups.ts'
import { mountsOf } from './mount-table.ts'
import { openNodeNamespaces } from './node-namespaces.ts'
import { isAlive, processIdentity } from './process-identity.ts'
import { runCommand } from './run-command.ts'
import { describeWithNamespaces } from './testing/describe-with-namespaces.ts'

describeWithNamespaces('the namespaces of nodes', () => {
  const directories: string[] = []
  const newDirectory = (): string => {
    const directory = mkdtempSync(`${tmpdir()}/knarr-nodes-`)
    directories.push(directory)
    return directory
  }
  afterEach(async () => {
    for (const stateDirectory of directories.splice(0)) {
      // What a failed test left open is found again and closed.
      const names = readdirSync(`${stateDirectory}/namespaces`).map(
        (file) => /^node-(.*)\.json$/.exec(file)?.[1],
      )
      for (const name of names)
        if (name) await (await openNodeNamespaces({ name, index: 0, stateDirectory })).close()
      rmSync(stateDirectory, { recursive: true })
    }
  })
  const links = (): Promise<string> => runCommand(['ip', '-br', 'link'])

  it('are a host of its own, whose init reaps orphans', async () => {
    const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory: newDirectory() })
    try {
      expect(node.adopted).toBe(false)
      expect(await runCommand(node.enter(['hostname']))).toBe('n1\n')
      expect(await runCommand(node.enter(['cat', '/proc/1/comm']))).toBe('syscall-machine\n')
      const orphan = ['sh', '-c', '(sleep 0.05 &) ; sleep 0.2; ps -A -o stat= | grep -c Z || true']
      expect(await runCommand(node.enter(orphan))).toBe('0\n')
      expect(await runCommand(node.enter(['cat', '/proc/sys/net/ipv4/ip_forward']))).toBe('1\n')
    } finally {
      await node.close()
    }
  })

  it('keep their mounts to themselves', async () => {
    const stateDirectory = newDirectory()
    const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
    try {
      await runCommand(node.enter(['mount', '-t', 'tmpfs', 'tmpfs', stateDirectory]))
      const at = (pid: number | 'self') =>
        mountsOf(pid).filter(({ mountPoint }) => mountPoint === stateDirectory)
      expect(at(node.initPid)[0]?.propagation.join()).toMatch(/shared:/)
      expect(at('self')).toEqual([])
    } finally {
      await node.close()
    }
  })

  it('are on one LAN, which routes to the pods of each', async () => {
    const stateDirectory = newDirectory()
    const open = (name: string, index: number) => openNodeNamespaces({ name, index, stateDirectory })
    const [a, b] = await Promise.all([open('a', 0), open('b', 1)])
    try {
      expect(a.podCidr).not.toBe(b.podCidr)
      const podOf = (cidr: string): string => cidr.replace(/\d+\/24$/, '9')
      for (const node of [a, b]) {
        await runCommand(node.enter(['ip', 'addr', 'add', `${podOf(node.podCidr)}/32`, 'dev', 'lo']))
      }
      const ping = (address: string): string[] => ['busybox', 'ping', '-c', '1', '-W', '2', address]
      await runCommand(a.enter(ping(b.address)))
      await runCommand(a.enter(ping(podOf(b.podCidr))))
      await runCommand(b.enter(ping(a.hostAddress)))
      await runCommand(ping(podOf(b.podCidr)))
      await a.close()
      await runCommand(ping(podOf(b.podCidr)))
    } finally {
      await Promise.all([a.close(), b.close()])
    }
  })

  it('stand beside those of another cluster', async () => {
    const before = await links()
    const nodes = await Promise.all(
      [newDirectory(), newDirectory()].map((stateDirectory) =>
        openNodeNamespaces({ name: 'n1', index: 0, stateDirectory }),
      ),
    )
    expect(new Set(nodes.map(({ podCidr }) => podCidr)).size).toBe(2)
    expect(new Set(nodes.map(({ address }) => address)).size).toBe(2)
    await Promise.all(nodes.map((node) => node.close()))
    expect(await links()).toBe(before)
  })

  it('are found again, unless they ended', async () => {
    const options = { name: 'n1', index: 0, stateDirectory: newDirectory() }
    const first = await openNodeNamespaces(options)
    const again = await openNodeNamespaces(options)
    expect(again).toMatchObject({
      adopted: true,
      initPid: first.initPid,
      address: first.address,
      podCidr: first.podCidr,
    })
    process.kill(first.initPid, 'SIGKILL')
    while (processIdentity(first.initPid)) await sleep(systemClock, 1)
    const anew = await openNodeNamespaces(options)
    expect(anew).toMatchObject({ adopted: false, address: first.address })
    expect(anew.initPid).not.toBe(first.initPid)
    await anew.close()
  })

  it('leave nothing when they are closed', async () => {
    const before = await links()
    const routes = await runCommand(['ip', 'route'])
    const stateDirectory = newDirectory()
    const node = await openNodeNamespaces({ name: 'n1', index: 0, stateDirectory })
    const init = processIdentity(node.initPid)
    const groups = new Cgroups(systemClock).directories(node.cgroup.replace(/\/n1$/, ''))
    expect(readFileSync(`/proc/${node.initPid}/cgroup`, 'utf8')).toContain(`${node.cgroup}/init`)
    await node.close()
    await node.close()
    expect(init && isAlive(init)).toBe(false)
    expect([await links(), await runCommand(['ip', 'route'])]).toEqual([before, routes])
    expect(
      groups.filter((group) =>
        readdirSync(group.replace(/\/[^/]+$/, '')).includes(group.split('/').at(-1) ?? ''),
      ),
    ).toEqual([])
    expect(readdirSync(`${stateDirectory}/namespaces`).sort()).toEqual(['network.json', 'syscall-machine'])
  })
})
