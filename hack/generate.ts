import { execFileSync } from 'node:child_process'

/** Makes everything that is generated and committed; `--check` fails when that changes anything. */
const generators = ['generate-api-types.ts', 'generate-api-facts.ts', 'generate-room-graph.ts']
for (const generator of generators) {
  execFileSync(process.execPath, [new URL(generator, import.meta.url).pathname], { stdio: 'inherit' })
}
if (process.argv.includes('--check')) {
  execFileSync('git', ['diff', '--exit-code', '--stat', '--', 'lib/api', 'ARCHITECTURE.md'], {
    stdio: 'inherit',
  })
}
