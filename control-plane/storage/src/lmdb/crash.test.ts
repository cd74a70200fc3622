import { it } from 'vitest'
import { surviveKills } from '../testing/survive-kills.ts'

// e2e/store-crash.test.ts kills far more often.
it(
  'keeps every acknowledged write, whole and in order, when the process is killed',
  {
    timeout: 60_000,
  },
  () => surviveKills(16),
)
