import { describe, it } from 'vitest'
import { detectHost } from '../detect-host.ts'

/**
 * A group of tests that need real namespaces. Where the host cannot make them the group says so; in CI it
 * fails. `problem` is what else stands in the way.
 */
export function describeWithNamespaces(name: string, tests: () => void, problem?: string): void {
  const { namespaces, obstacles } = detectHost(process.env.PATH ?? '')
  if (namespaces && !problem) {
    describe(name, { timeout: 30_000 }, tests)
    return
  }
  const reason = `${name}: NOT TESTED. ${[...obstacles, problem ?? ''].join(' ')}`
  it(reason, ({ skip }) => {
    if (process.env.CI) throw new Error(reason)
    process.stderr.write(`\n${reason}\n`)
    skip(reason)
  })
}
