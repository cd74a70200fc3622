import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseOptions, silentLogger } from '@knarr/component'
import { describe, expect, it } from 'vitest'
import { apiServerTable, type ServerSettings, serverSettingsOf } from './apiserver-options.ts'

function settings(...flags: string[]): Promise<ServerSettings> {
  return serverSettingsOf(parseOptions(apiServerTable, flags).values, silentLogger)
}

describe('flags of the API server', () => {
  it('have upstream defaults', async () => {
    const { options, shutdown } = await settings()
    expect(options).toMatchObject({
      ...{ maxRequestsInFlight: 400, maxMutatingRequestsInFlight: 200, priorityAndFairness: true },
      ...{ requestTimeoutMs: 60_000, eventTtlMs: 3_600_000 },
      serviceRanges: { cidrs: ['10.96.0.0/12'], nodePorts: { first: 30_000, last: 32_767 } },
    })
    expect(options).not.toHaveProperty('audit')
    expect(options).not.toHaveProperty('encryption')
    expect(shutdown).toEqual({ delayMs: 0, graceMs: 60_000 })
  })

  it('say what they say, and /flagz shows it', async () => {
    const { options, shutdown } = await settings(
      ...['--max-requests-inflight=10', '--enable-priority-and-fairness=false', '--request-timeout=5s'],
      ...['--shutdown-delay-duration=2s', '--service-cluster-ip-range=10.0.0.0/24,fd00::/112'],
      ...['--disable-admission-plugins=A,B', '--feature-gates=ComponentFlagz=false', '--event-ttl=10m'],
      '--encryption-provider-config=/keys.yaml',
    )
    expect(options).toMatchObject({
      ...{ maxRequestsInFlight: 10, priorityAndFairness: false, requestTimeoutMs: 5000, eventTtlMs: 600_000 },
      admissionPlugins: { enable: [], disable: ['A', 'B'] },
      serviceRanges: { cidrs: ['10.0.0.0/24', 'fd00::/112'] },
      encryption: { file: '/keys.yaml', isReloaded: false },
      flags: { 'max-requests-inflight': 10, 'disable-admission-plugins': ['A', 'B'] },
    })
    expect(options.features?.isEnabled('ComponentFlagz')).toBe(false)
    expect(shutdown).toEqual({ delayMs: 2000, graceMs: 5000 })
  })

  it.each([
    ['--max-requests-inflight=-1', /--max-requests-inflight: must be a whole number/],
    ['--goaway-chance=0.1', /--goaway-chance can not be less than 0 or greater than 0.02/],
    ['--service-node-port-range=5', /must be two ports/],
    ['--service-cluster-ip-range=10.0.0.0', /must be one or two CIDRs/],
    ['--feature-gates=Nonsense=true', /unrecognized feature gate: Nonsense/],
    [
      '--feature-gates=WatchList=false',
      /cannot set feature gate WatchList to false, feature is locked to true/,
    ],
    ['--audit-log-format=legacy', /must be one of json/],
    ['--audit-polcy-file=x', /unknown flag --audit-polcy-file, did you mean --audit-policy-file\?/],
  ])('%s is refused', async (flag, message) => {
    await expect(async () => settings(flag)).rejects.toThrow(message)
  })

  it('lead to an audit policy that is read at once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'flags-'))
    const file = join(directory, 'policy.yaml')
    writeFileSync(file, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]')
    const log = `--audit-log-path=${join(directory, 'audit.log')}`
    expect((await settings(`--audit-policy-file=${file}`, log)).options.audit?.policy.rules).toHaveLength(1)
    expect((await settings(log)).options).not.toHaveProperty('audit')
    writeFileSync(file, 'rules: []')
    await expect(settings(`--audit-policy-file=${file}`, log)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining(`loading audit policy file: ${file}: `),
      }),
    )
    rmSync(directory, { recursive: true })
  })
})
