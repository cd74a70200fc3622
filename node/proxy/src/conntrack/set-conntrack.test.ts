import { createLogger } from '@knarr/component'
import { CommandError } from '@knarr/linux'
import { describe, expect, it } from 'vitest'
import { type ConntrackSettings, setConntrack } from './set-conntrack.ts'

const settings: ConntrackSettings = {
  ...{ maxPerCore: 32_768, min: 131_072, tcpEstablishedMs: 86_400_000, tcpCloseWaitMs: 3_600_000 },
  ...{ tcpBeLiberal: false, udpMs: 0, udpStreamMs: 0 },
}

async function written(
  changes: Partial<ConntrackSettings>,
  cores: number,
  refused = '',
): Promise<[string[], string]> {
  const scripts: string[] = []
  const lines: string[] = []
  await setConntrack(
    { ...settings, ...changes },
    {
      ...{ cores, enter: (command) => [...command] },
      logger: createLogger({ level: 'warn', write: (line) => lines.push(line), clock: { now: () => 0 } }),
      run: async (argv) => {
        const [, name = '', value = ''] = /(nf_\w+)\)" = (\d+)/.exec(argv.at(-1) ?? '') ?? []
        if (refused && name === refused) throw new CommandError(argv, 2, 'Read-only file system')
        scripts.push(`${name}=${value}`)
        return ''
      },
    },
  )
  return [scripts, lines.join('')]
}

describe('setConntrack', () => {
  it.each([
    [2, {}, 'nf_conntrack_max=131072'],
    [8, {}, 'nf_conntrack_max=262144'],
    [8, { tcpBeLiberal: true }, 'nf_conntrack_tcp_be_liberal=1'],
    [8, { udpStreamMs: 5_000 }, 'nf_conntrack_udp_timeout_stream=5'],
  ])('sets for %i cores and %j: %s', async (cores, changes, expected) => {
    expect((await written(changes, cores))[0]).toContain(expected)
  })

  it('leaves what is 0, and goes on past what the kernel refuses', async () => {
    const [scripts, told] = await written({ maxPerCore: 0 }, 2, 'nf_conntrack_tcp_timeout_established')
    expect(scripts).toEqual(['nf_conntrack_tcp_timeout_close_wait=3600'])
    expect(told).toContain('Read-only file system')
  })
})
