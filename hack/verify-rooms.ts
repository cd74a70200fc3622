import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cruise } from 'dependency-cruiser'

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

/** Checks the import law and that there was something to check: a cruise that reads nothing also reports no breach. */
const shelves = ['lib', 'control-plane', 'node', 'addons', 'platform', 'tools', 'cmd']
const result = await cruise(
  shelves.filter((shelf) => existsSync(shelf)),
  { ...config.options, validate: true, ruleSet: { forbidden: config.forbidden } },
)
if (typeof result.output === 'string') throw new Error('expected a cruise result')
const { summary } = result.output
for (const { rule, from, to } of summary.violations)
  console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`)
console.error(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} breaches`,
)
if (summary.totalCruised < 100 || summary.violations.length > 0) process.exit(1)
