// `npm start`: installs and builds what is missing or stale, then becomes `knarr up`.
// Plain JavaScript, and free of dependencies: it runs before anything is installed, on Node 20 too.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const bundle = join(root, 'dist', 'knarr.js')
const stamps = join(root, 'node_modules', '.knarr')
const ownNode = join(root, 'node_modules', '.bin', 'node')

let hasPrepared = false

function say(text) {
  process.stderr.write(`${text}\n`)
}

function stampIs(name, value) {
  const file = join(stamps, name)
  return existsSync(file) && readFileSync(file, 'utf8') === value
}

function stamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

function run(title, command, args) {
  say(title)
  hasPrepared = true
  const started = Date.now()
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  if (error || status !== 0) {
    say(
      `${title} failed${error ? `: ${error.message}` : ''}; run "${[command, ...args].join(' ')}" to see why`,
    )
    process.exit(1)
  }
  say(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Changes when any file that goes into the bundle does: names, sizes and times, not contents. */
function sourcesStamp() {
  const hash = createHash('sha1')
  for (const shelf of [
    'lib',
    'control-plane',
    'node',
    'addons',
    'platform',
    'tools',
    'cmd',
    'hack',
    'manifests',
  ]) {
    const folder = join(root, shelf)
    if (!existsSync(folder)) continue
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue
      const path = join(entry.parentPath, entry.name)
      const { mtimeMs, size } = statSync(path)
      hash.update(`${path} ${mtimeMs} ${size}\n`)
    }
  }
  return hash.digest('hex')
}

const lock = createHash('sha1')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
if (!stampIs('install', lock)) {
  run('Installing npm packages (first start only) …', 'npm', [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  stamp('install', lock)
}
const runtime = existsSync(ownNode) ? ownNode : process.execPath
const sources = sourcesStamp()
if (!existsSync(bundle) || !stampIs('build', sources)) {
  run('Building dist/knarr.js …', runtime, [join(root, 'hack', 'build.ts')])
  stamp('build', sources)
}

// What `ready in` counts from: installing and building are no part of a start.
if (hasPrepared) performance.mark('knarr start')

const args = ['up', ...process.argv.slice(2)]
if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'knarr'))
  process.argv = [process.execPath, bundle, ...args]
  await import(pathToFileURL(bundle).href)
} else {
  const child = spawn(runtime, [bundle, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
