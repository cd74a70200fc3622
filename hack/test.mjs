// `npm test`: installs what is missing (host packages through apt when root), then runs everything in order
// of speed. Anything that cannot run here is named at the end; in CI that is a failure.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
const hostPackages = {
  containerd: 'containerd',
  runc: 'runc',
  ip: 'iproute2',
  nft: 'nftables',
  busybox: 'busybox-static',
  'docker-registry': 'docker-registry',
  skopeo: 'skopeo',
  etcd: 'etcd-server',
  named: 'bind9',
  'named-checkzone': 'bind9-utils',
  dig: 'bind9-dnsutils',
  host: 'bind9-host',
  drill: 'ldnsutils',
  go: 'golang-go',
  '/usr/lib/python3/dist-packages/dns/message.py': 'python3-dnspython',
}

/** Whether a command, or the file of that path, is there. */
function has(command) {
  if (command.startsWith('/')) return existsSync(command)
  return spawnSync('sh', ['-c', `command -v ${command}`], { env }).status === 0
}

function run(title, command, args) {
  process.stdout.write(`\n=== ${title}\n`)
  const started = Date.now()
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' })
  process.stdout.write(
    `=== ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  )
  return status === 0
}

const missing = []
if (!existsSync(join(bin, 'vitest')) || !existsSync(join(bin, 'node'))) {
  if (
    !run('npm packages', 'npm', [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
  )
    process.exit(1)
}
// What only e2e needs, and what is too large to come with every checkout.
const packagesOfTests = { pepr: 'pepr', kubectl: 'kubectl34' }
for (const [folder, known] of Object.entries(packagesOfTests)) {
  const path = join(root, 'e2e', folder)
  if (existsSync(join(path, 'node_modules', known))) continue
  // The operator's peers are to come with it, whatever the root's settings are.
  const peers = folder === 'pepr' ? ['--legacy-peer-deps=false'] : []
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if (!run(`npm packages of e2e/${folder}`, 'npm', ['install', '--prefix', path, ...peers, ...quiet]))
    process.exit(1)
}
const absent = Object.entries(hostPackages).filter(([command]) => !has(command))
if (absent.length > 0 && process.getuid?.() === 0 && has('apt-get')) {
  const names = absent.map(([, name]) => name)
  run('host packages', 'sh', [
    '-c',
    `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${names.join(' ')} containernetworking-plugins`,
  ])
}
for (const [command, name] of Object.entries(hostPackages)) {
  if (!has(command))
    missing.push(
      `${command} (Debian package ${name}) is not installed: the tests on real containers cannot run`,
    )
}
if (process.getuid?.() !== 0) missing.push('not root: the tests on real containers cannot run')

const steps = [
  ['types', 'npm', ['run', '-s', 'typecheck']],
  ['lint', 'npm', ['run', '-s', 'lint']],
  ['rooms', 'npm', ['run', '-s', 'rooms']],
  ['dead code', 'npm', ['run', '-s', 'unused']],
  ['unit', 'npm', ['run', '-s', 'unit']],
  ['build', 'npm', ['run', '-s', 'build']],
  ['e2e', 'npm', ['run', '-s', 'e2e']],
]
const failed = steps.filter(([title, command, args]) => !run(title, command, args)).map(([title]) => title)

for (const reason of missing) process.stdout.write(`\nNOT RUN: ${reason}\n`)
if (missing.length > 0 && process.env.CI) failed.push('what could not run')
process.stdout.write(failed.length > 0 ? `\nFAILED: ${failed.join(', ')}\n` : '\nAll green.\n')
process.stdout.write(
  `${steps.length - failed.filter((name) => steps.some(([title]) => title === name)).length} passed, ${failed.length} failed\n`,
)
process.exit(failed.length > 0 ? 1 : 0)
