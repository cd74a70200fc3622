import { expect, it } from 'vitest'
import { parseUpOptions } from './up-options.ts'

const hourMs = 3_600_000

it.each([
  [[], { clusterSigningDurationMs: 8760 * hourMs, legacyTokenCleanUpPeriodMs: 8760 * hourMs }],
  [
    ['--cluster-signing-duration=1h30m', '--legacy-service-account-token-clean-up-period', '24h'],
    { clusterSigningDurationMs: 1.5 * hourMs, legacyTokenCleanUpPeriodMs: 24 * hourMs },
  ],
])('tells controllers what flags say: %j', (args, controllers) => {
  expect(parseUpOptions(args)).toMatchObject({ controllers })
})
