import { createLogger, silentLogger } from '@knarr/component'
import { CommandError, type RunCommand } from '@knarr/linux'
import { describe, expect, it } from 'vitest'
import { chooseProxyMode } from './proxy-mode.ts'

const enter = (command: readonly string[]): string[] => [...command]

/** A node on which a command that contains `part` fails with that text. */
function node(part: string, text: string): RunCommand {
  return async (argv, { input = '' } = {}) => {
    const command = `${argv.join(' ')} ${input}`
    if (part && command.includes(part)) throw new CommandError(argv, 1, text)
    return command.startsWith('ipset') ? 'ipset v7.17, protocol version: 7' : ''
  }
}

describe('chooseProxyMode', () => {
  it('takes what is wanted where the node can do it', async () => {
    const wish = { logger: silentLogger, run: node('', ''), enter }
    expect(await chooseProxyMode({ ...wish, wanted: 'ipvs' })).toBe('ipvs')
    const run: RunCommand = () => Promise.reject(new Error('nothing is to be run'))
    expect(await chooseProxyMode({ ...wish, run, wanted: 'nftables' })).toBe('nftables')
  })

  it('takes nftables where iptables cannot be run, and says why', async () => {
    const lines: string[] = []
    const logger = createLogger({ level: 'warn', write: (line) => lines.push(line), clock: { now: () => 0 } })
    const wish = { wanted: 'iptables', logger, enter } as const
    expect(await chooseProxyMode({ ...wish, run: node('', '') })).toBe('iptables')
    expect(lines).toEqual([])
    expect(await chooseProxyMode({ ...wish, run: node('iptables-save', 'No such file') })).toBe('nftables')
    expect(lines.join('')).toContain(
      'iptables is not available on this host: iptables-save -t nat: No such file',
    )
  })

  it.each([
    ['ipvsadm -Sn', "Can't initialize ipvs: Protocol not available", 'ipvs not supported by the kernel: '],
    ['ipvsadm -Sn', 'No such file or directory', "can't run ipvsadm: No such file"],
    ['ipset --version', 'No such file or directory', 'error getting ipset version, error: No such file'],
    ['-s lc', 'Scheduler or persistence engine not found', 'the kernel lacks the scheduler lc (ip_vs_lc): '],
  ])('falls back to nftables and says why: %s, %s', async (part, text, reason) => {
    const lines: string[] = []
    const logger = createLogger({ level: 'warn', write: (line) => lines.push(line), clock: { now: () => 0 } })
    const wish = { wanted: 'ipvs', scheduler: 'lc', logger, run: node(part, text), enter } as const
    expect(await chooseProxyMode(wish)).toBe('nftables')
    expect(lines.join('')).toContain("can't use the IPVS proxier: using nftables instead")
    expect(lines.join('')).toContain(reason)
  })
})
