import { expect, it } from 'vitest'
import { type ContainerChanges, containerConfig, exited, logText, runContainer } from './pod-fixtures.ts'
import type { SuiteContext } from './runtime-suite.ts'

const cases: [string, string, ContainerChanges, string][] = [
  ['a user by number', 'id -u; id -g', { security: { runAsUser: 1234, runAsGroup: 4321 } }, '1234\n4321\n'],
  [
    'supplementary groups',
    'id -G',
    { security: { runAsUser: 1234, runAsGroup: 4321, supplementalGroups: [7] } },
    '4321 7\n',
  ],
  ['the default capabilities', 'grep CapEff /proc/self/status | cut -f2', {}, '00000000a80425fb\n'],
  [
    'no capabilities',
    'grep CapEff /proc/self/status | cut -f2',
    { security: { dropCapabilities: ['ALL'] } },
    '0000000000000000\n',
  ],
  [
    'added capabilities',
    'grep CapEff /proc/self/status | cut -f2',
    { security: { dropCapabilities: ['ALL'], addCapabilities: ['NET_ADMIN'] } },
    '0000000000001000\n',
  ],
  [
    'no new privileges',
    'grep NoNewPrivs /proc/self/status | cut -f2',
    { security: { noNewPrivileges: true } },
    '1\n',
  ],
  [
    'a read-only root',
    'touch /x 2>/dev/null || echo refused; echo fine > /dev/null && echo fine',
    { security: { readonlyRootfs: true } },
    'refused\nfine\n',
  ],
  [
    'masked and read-only paths',
    'wc -c < /proc/version; (echo 1 > /proc/sys/kernel/hostname) 2>/dev/null || echo refused',
    {
      security: {
        maskedPaths: ['/proc/version', '/proc/not-there'],
        readonlyPaths: ['/proc/sys', '/proc/nor-this'],
      },
    },
    '0\nrefused\n',
  ],
  [
    'the default seccomp profile',
    'unshare -u true 2>/dev/null || echo refused; grep Seccomp: /proc/self/status | cut -f2',
    { security: { seccomp: { type: 'RuntimeDefault' } } },
    'refused\n2\n',
  ],
  [
    'all privileges',
    'touch /proc/sys/kernel/hostname && echo fine',
    { security: { privileged: true } },
    'fine\n',
  ],
  ['its own processes only', 'cat /proc/1/comm; true', {}, 'sh\n'],
]

/** Who containers run as, and what they may not do. */
export function securityCases(context: SuiteContext): void {
  it.each(cases)('gives a container %s', async (_title, script, changes, expected) => {
    const security = { privileged: changes.security?.privileged ?? false, supplementalGroups: [] }
    const pod = await context.pod('secure', { security })
    const config = containerConfig(context.image, ['sh', '-c', script], changes)
    const id = await runContainer(context.runtime, pod, config)
    await exited(context.runtime, id)
    expect(logText(`${pod.config.logDirectory}/main_0.log`)).toBe(expected)
  })

  it('gives what is executed in a container its user and capabilities', async () => {
    const pod = await context.pod('secure')
    const security = { runAsUser: 1234, runAsGroup: 4321, dropCapabilities: ['ALL'] }
    const config = containerConfig(context.image, ['sleep', '100'], {
      security,
      envs: [{ key: 'A', value: 'b' }],
    })
    const id = await runContainer(context.runtime, pod, config)
    const script = 'id -u; id -g; grep CapBnd /proc/self/status | cut -f2; echo $A'
    const { stdout } = await context.runtime.execSync(id, ['sh', '-c', script])
    expect(String(stdout)).toBe('1234\n4321\n0000000000000000\nb\n')
  })
}
