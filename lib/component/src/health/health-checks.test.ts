import { describe, expect, it } from 'vitest'
import { HealthChecks } from './health-checks.ts'

function failing(): HealthChecks {
  const checks = new HealthChecks('readyz')
  checks.add('etcd', async () => {
    throw new Error('down')
  })
  checks.add('log', () => {})
  return checks
}

describe('HealthChecks', () => {
  it('says ok, or each check if asked to', async () => {
    const checks = new HealthChecks('livez')
    checks.add('log', async () => {})
    expect(await checks.report()).toMatchObject({ isHealthy: true, code: 200, body: 'ok' })
    expect((await checks.report({ verbose: true })).body).toBe('[+]ping ok\n[+]log ok\nlivez check passed\n')
  })

  it('is always verbose about failures, and keeps their reasons to itself', async () => {
    const report = await failing().report()
    expect(report).toMatchObject({ isHealthy: false, code: 500 })
    expect(report.body).toBe('[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\nreadyz check failed\n')
    expect(report.failures).toEqual([{ name: 'etcd', error: new Error('down') }])
  })

  it('passes over excluded checks', async () => {
    const report = await failing().report({ verbose: true, exclude: ['etcd', 'x', 'b'] })
    expect(report.isHealthy).toBe(true)
    expect(report.body).toBe(
      '[+]ping ok\n[+]etcd excluded: ok\n[+]log ok\n' +
        'warn: some health checks cannot be excluded: no matches for "b","x"\nreadyz check passed\n',
    )
  })

  it('answers for one check', async () => {
    const checks = failing()
    expect(await checks.reportOne('ping')).toMatchObject({ code: 200, body: 'ok' })
    expect(await checks.reportOne('etcd')).toMatchObject({ code: 500, body: 'internal server error: down\n' })
    expect(await checks.reportOne('nope')).toBeUndefined()
  })

  it('takes a check that throws nothing for failed', async () => {
    const checks = new HealthChecks('readyz')
    checks.add('odd', () => Promise.reject(undefined))
    expect((await checks.report()).isHealthy).toBe(false)
    checks.remove('odd')
    expect(checks.names).toEqual(['ping'])
    expect((await checks.report()).isHealthy).toBe(true)
  })
})
