import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { build } from 'esbuild'

/** Native packages cannot be bundled; the rest is one file with lazily loaded rooms inside it. */
const external = ['lmdb']

const banner = `#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error('knarr needs Node 22 or newer, this is ' + process.version + '; npm start brings its own.')
  process.exit(1)
}
import { createRequire as knarrCreateRequire } from 'node:module'
const require = knarrCreateRequire(import.meta.url)`

await rm('dist/chunks', { recursive: true, force: true })
await build({
  entryPoints: { knarr: 'cmd/knarr/src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'node22',
  minifySyntax: true,
  legalComments: 'none',
  sourcemap: false,
  external,
  banner: { js: banner },
  logLevel: 'warning',
})
await chmod('dist/knarr.js', 0o755)
if (!existsSync('dist/api-prose.json'))
  execFileSync(process.execPath, ['hack/generate-api-prose.ts'], { stdio: 'inherit' })
