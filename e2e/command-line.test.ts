import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { stopProcess } from './support/stop-process.ts'

const bundle = new URL('../dist/knarr.js', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'knarr-cli-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function knarr(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bundle, ...args],
      { env: { ...process.env, ...env }, timeout: 20_000 },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    )
  })
}

describe('knarr up', () => {
  let running: KnarrProcess
  beforeAll(async () => {
    running = await KnarrProcess.start({ runtime: 'none' })
  })
  afterAll(async () => {
    await running?.destroy()
  })

  it('lists every flag', async () => {
    const { code, stdout } = await knarr(['up', '--help'])
    expect(code).toBe(0)
    for (const flag of [
      'data-dir',
      'https-port',
      'kubeconfig',
      'runtime',
      'nodes',
      'store',
      'log-level',
      'config',
    ]) {
      expect(stdout).toContain(`--${flag}`)
    }
  })

  it('ends with what runs, where, and what to try', () => {
    expect(running.output).toMatch(/Knarr 0\.1\.0 \(Kubernetes v1\.36\.\d+\), ready in \d+ ms/)
    expect(running.output).toMatch(/nodes +knarr-1/)
    expect(running.output).toContain(running.kubeconfig)
  })

  it.each([
    ['an unknown flag', ['--prot', '1'], /unknown flag.*--prot/],
    ['a wrong value', ['--nodes', 'many'], /invalid value "many" for .*--nodes: must be a number/],
    ['an unknown runtime', ['--runtime', 'docker'], /must be one of auto, containerd, sandbox, none/],
    ['a missing config file', ['--config', '/no/such/file'], /cannot read the config file \/no\/such\/file/],
  ])('says in one sentence what is wrong with %s', async (_title, args, message) => {
    const { code, stderr } = await knarr(['up', '--data-dir', join(scratch, 'wrong'), ...args])
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('refuses a second instance on the same data', async () => {
    const { code, stderr } = await knarr(['up', '--data-dir', running.dataDirectory, '--https-port', '1'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/another knarr \(process \d+\) already runs on /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('says that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const args = [
      '--data-dir',
      join(scratch, 'taken'),
      '--kubeconfig',
      join(scratch, 'k'),
      '--runtime',
      'none',
    ]
    const { code, stderr } = await knarr(['up', ...args, '--https-port', String(port)])
    server.close()
    expect(code).toBe(1)
    expect(stderr).toBe(`knarr: port ${port} is taken; choose another with --https-port\n`)
  })

  it('says that a data directory cannot be used', async () => {
    writeFileSync(join(scratch, 'file'), '')
    const { code, stderr } = await knarr(['up', '--data-dir', join(scratch, 'file', 'below')])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^knarr: cannot use the data directory .*\n$/)
  })

  it('merges a context into the kubeconfig and touches no other', async () => {
    const kubeconfig = join(scratch, 'merged')
    const before = `# mine
apiVersion: v1
kind: Config
current-context: work
clusters:
  - name: work
    cluster: { server: https://work.example }
contexts:
  - name: work
    context: { cluster: work, user: work }
users:
  - name: work
    user: { token: secret }
`
    writeFileSync(kubeconfig, before)
    const args = [
      'up',
      '--data-dir',
      join(scratch, 'merge'),
      '--runtime',
      'none',
      '--nodes',
      '0',
      '--https-port',
      '17443',
    ]
    const child = spawn(process.execPath, [bundle, ...args], {
      env: { ...process.env, KUBECONFIG: kubeconfig },
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    while (!output.includes('ready in')) await once(child.stdout, 'data')
    await stopProcess(child, 'SIGINT')
    const after = readFileSync(kubeconfig, 'utf8')
    expect(after).toContain('# mine')
    expect(after).toContain('current-context: work')
    expect(after).toContain('https://work.example')
    expect(after).toContain('name: knarr')
    expect(statSync(kubeconfig).mode & 0o077).toBe(0)
  })

  it('stops cleanly in about a second on Ctrl-C and carries on where it was', async () => {
    const first = await KnarrProcess.start({ runtime: 'none' })
    expect(await first.stop('SIGINT')).toBe(0)
    expect(existsSync(join(first.dataDirectory, 'knarr.pid'))).toBe(false)
    const second = await KnarrProcess.start({ runtime: 'none', dataDirectory: first.dataDirectory })
    expect(second.output).toMatch(/ready in/)
    await second.destroy()
    expect(existsSync(first.dataDirectory)).toBe(false)
  })
})

it('names the commands there are when asked for another', async () => {
  const { code, stderr } = await knarr(['launch'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/unknown command "launch"/)
  expect(stderr).toMatch(/up +starts a cluster/)
})

it('says what it needs when Node is too old', async () => {
  const head = readFileSync(bundle, 'utf8').slice(0, 600)
  expect(head).toContain('knarr needs Node 22 or newer')
  const child = spawn(process.execPath, [
    '-e',
    `Object.defineProperty(process.versions, 'node', { value: '18.0.0' }); import(${JSON.stringify(bundle)})`,
  ])
  expect(await text(child.stderr)).toContain('knarr needs Node 22 or newer')
})
