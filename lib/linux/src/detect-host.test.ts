import { describe, expect, it } from 'vitest'
import { type HostFacts, judgeHost } from './detect-host.ts'

const able: HostFacts = {
  platform: 'linux',
  architecture: 'x64',
  uid: 0,
  kernel: '6.1.0-13-amd64',
  effectiveCapabilities: (1n << 41n) - 1n,
  filesystems: ['ext4', 'overlay'],
  tools: new Set(['nsenter', 'ip', 'sh', 'nft']),
  cgroupControllers: new Set(['cpu', 'memory', 'pids']),
}

describe('a host', () => {
  it('that has everything can run pods', () => {
    expect(judgeHost(able)).toEqual({ namespaces: true, obstacles: [], limits: [] })
  })

  it.each([
    [{ platform: 'darwin' }, 'Real pods need Linux; this is darwin.'],
    [{ uid: 1000 }, 'Real pods need root; this process runs as uid 1000.'],
    [{ effectiveCapabilities: 0xa80425fbn }, /not privileged/],
    [{ architecture: 'riscv64' }, /x64 or arm64 processor; this one is riscv64/],
    [{ kernel: '5.4.0-150-generic' }, 'Real pods need Linux 5.12 or newer; this is 5.4.0-150-generic.'],
    [{ kernel: '4.18.0' }, /5\.12 or newer/],
    [{ filesystems: ['ext4'] }, /no overlay file system/],
    [{ tools: new Set(['sh']) }, 'Missing from PATH: nsenter, ip (packages util-linux and iproute2).'],
  ] as [Partial<HostFacts>, string | RegExp][])('says what is in the way, case %#', (facts, sentence) => {
    const { namespaces, obstacles } = judgeHost({ ...able, ...facts })
    expect(namespaces).toBe(false)
    expect(obstacles).toEqual([typeof sentence === 'string' ? sentence : expect.stringMatching(sentence)])
  })

  it('that cannot limit still runs pods, and says so', () => {
    const { namespaces, limits } = judgeHost({ ...able, cgroupControllers: new Set(['cpu', 'pids']) })
    expect(namespaces).toBe(true)
    expect(limits).toEqual([expect.stringContaining('Limits on memory are not enforced')])
  })
})
