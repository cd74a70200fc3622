import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { systemClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Cgroups, cpuWeight } from './cgroups.ts'
import { parseMountInfo } from './mount-table.ts'

/** Version 2 is tested on plain files here; version 1 or 2, whichever the host has, by the sandbox's tests. */
describe('cgroups, version 2', () => {
  let root: string
  let cgroups: Cgroups

  beforeEach(() => {
    root = mkdtempSync(`${tmpdir()}/cgroups-`)
    for (const group of ['', '/knarr', '/knarr/pod']) {
      mkdirSync(root + group, { recursive: true })
      writeFileSync(`${root}${group}/cgroup.controllers`, 'cpuset cpu io memory pids\n')
      writeFileSync(`${root}${group}/cgroup.subtree_control`, group === '' ? 'memory pids\n' : '')
    }
    const mounts = parseMountInfo(
      `30 23 0:28 / ${root} rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n`,
    )
    cgroups = new Cgroups(systemClock, mounts)
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8')

  it('hands controllers down to a new group', () => {
    expect(cgroups.version).toBe(2)
    expect(cgroups.has('cpu')).toBe(true)
    cgroups.create('/knarr/pod/container')
    expect(existsSync(`${root}/knarr/pod/container`)).toBe(true)
    expect(read('cgroup.subtree_control')).toBe('+cpu')
    expect(read('knarr/pod/cgroup.subtree_control')).toBe('+cpu +memory +pids')
    expect(cgroups.joinFiles('/knarr/pod')).toEqual([`${root}/knarr/pod/cgroup.procs`])
  })

  it('writes limits as version 2 has them', () => {
    for (const file of ['cpu.weight', 'cpu.max', 'memory.max', 'pids.max'])
      writeFileSync(`${root}/knarr/pod/${file}`, '')
    const limits = {
      cpuShares: 1024,
      cpuQuota: 50_000,
      cpuPeriod: 100_000,
      memoryLimitBytes: 1 << 20,
      pidsLimit: -1,
    }
    cgroups.limit('/knarr/pod', limits)
    expect(read('knarr/pod/cpu.weight')).toBe('39')
    expect(read('knarr/pod/cpu.max')).toBe('50000 100000')
    expect(read('knarr/pod/memory.max')).toBe('1048576')
    expect(read('knarr/pod/pids.max')).toBe('max')
  })

  it('reads usage and kills', () => {
    writeFileSync(`${root}/knarr/pod/memory.current`, '5000\n')
    writeFileSync(`${root}/knarr/pod/memory.stat`, 'anon 100\ninactive_file 2000\n')
    writeFileSync(`${root}/knarr/pod/cpu.stat`, 'usage_usec 7\nuser_usec 3\n')
    writeFileSync(`${root}/knarr/pod/memory.events`, 'low 0\noom 2\noom_kill 3\n')
    expect(cgroups.usage('/knarr/pod')).toEqual({
      cpuNanoseconds: 7000,
      memoryBytes: 5000,
      memoryWorkingSetBytes: 3000,
    })
    expect(cgroups.oomKills('/knarr/pod')).toBe(3)
    expect(cgroups.oomKills('/knarr/gone')).toBe(0)
  })

  it.each([
    [2, 1],
    [1024, 39],
    [262_144, 10_000],
    [1_000_000, 10_000],
  ])('takes %i shares for the weight %i', (shares, weight) => expect(cpuWeight(shares)).toBe(weight))
})
