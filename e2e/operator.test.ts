import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { stopProcess } from './support/stop-process.ts'

const installed = new URL('pepr/', import.meta.url).pathname

/** Labels what is made, refuses what is evil, and keeps a secret beside each map that asks for one. */
const operatorSource = `
import { a, Capability, K8s, kind, PeprModule } from 'pepr'
import cfg from './package.json'
const guard = new Capability({ name: 'guard', description: 'guards maps', namespaces: ['guarded'] })
const { When } = guard
When(a.ConfigMap).IsCreated().Mutate(request => { request.SetLabel('guarded', 'yes') })
When(a.ConfigMap).IsCreatedOrUpdated().Validate(request =>
  request.Raw.data?.evil ? request.Deny('no evil here') : request.Approve())
When(a.ConfigMap).IsCreatedOrUpdated().WithLabel('mirror').Reconcile(async map => {
  const metadata = { name: 'mirror-of-' + map.metadata!.name, namespace: 'guarded' }
  await K8s(kind.Secret).Apply({ metadata, stringData: map.data })
})
new PeprModule(cfg as never, [guard])
`
const compilerOptions = {
  ...{ module: 'CommonJS', moduleResolution: 'node', target: 'ES2022', lib: ['ES2022'], types: [] },
  ...{ esModuleInterop: true, resolveJsonModule: true, skipLibCheck: true, strict: true },
}

describe('an operator made with Pepr', () => {
  const directory = mkdtempSync(join(tmpdir(), 'knarr-operator-'))
  let knarr: KnarrProcess
  let kubectl: Kubectl
  let operator: ChildProcess
  let output = ''

  beforeAll(async () => {
    if (!existsSync(join(installed, 'node_modules', 'pepr')))
      throw new Error(
        'NOT RUN: Pepr is not installed (npm install --prefix e2e/pepr --no-save --ignore-scripts --legacy-peer-deps=false)',
      )
    knarr = await KnarrProcess.start({ runtime: 'none' })
    kubectl = kubectlFor(knarr.kubeconfig)
    await kubectl('create', 'namespace', 'guarded')
    copyFileSync(join(installed, 'package.json'), join(directory, 'package.json'))
    symlinkSync(join(installed, 'node_modules'), join(directory, 'node_modules'))
    writeFileSync(join(directory, 'pepr.ts'), operatorSource)
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['pepr.ts'] }))
    const command = [
      join(directory, 'node_modules', 'pepr', 'dist', 'cli.js'),
      'dev',
      '--host',
      'localhost',
      '--yes',
    ]
    // Its own process and the one that serves end together.
    operator = spawn(process.execPath, command, {
      cwd: directory,
      detached: true,
      env: { ...process.env, KUBECONFIG: knarr.kubeconfig },
    })
    for (const stream of [operator.stdout, operator.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk
      })
    await vi.waitFor(() => expect(output).toContain('Scheduling processed'), {
      timeout: 60_000,
      interval: 200,
    })
  }, 120_000)
  afterAll(async () => {
    if (operator?.pid !== undefined && operator.exitCode === null) process.kill(-operator.pid, 'SIGKILL')
    if (operator) await stopProcess(operator, 'SIGKILL')
    await knarr?.destroy()
    rmSync(directory, { recursive: true, force: true })
  })

  const inNamespace = (...args: string[]): Promise<string> => kubectl('-n', 'guarded', ...args)

  it('brings its own kind of object, and keeps what it knows in it', async () => {
    expect(await kubectl('get', 'peprstores', '-n', 'pepr-system', '-o', 'name')).toContain(
      'pepr-guard-store',
    )
  })

  it('changes what is made', async () => {
    await inNamespace('create', 'configmap', 'good', '--from-literal=a=1')
    expect(await inNamespace('get', 'configmap', 'good', '-o', 'jsonpath={.metadata.labels.guarded}')).toBe(
      'yes',
    )
  })

  it('refuses in its own words', async () => {
    const refused = await kubectl.result([
      '-n',
      'guarded',
      'create',
      'configmap',
      'bad',
      '--from-literal=evil=1',
    ])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(
      'admission webhook "pepr-guard.pepr.dev" denied the request: no evil here',
    )
    const other = await kubectl.result([
      '-n',
      'default',
      'create',
      'configmap',
      'bad',
      '--from-literal=evil=1',
    ])
    expect(other.code).toBe(0)
  })

  it('does its work when something changes', async () => {
    await inNamespace('label', 'configmap', 'good', 'mirror=yes')
    const mirrored = (): Promise<string> =>
      inNamespace('get', 'secret', 'mirror-of-good', '--ignore-not-found', '-o', 'jsonpath={.data.a}')
    await expect.poll(mirrored, { timeout: 20_000 }).toBe(Buffer.from('1').toString('base64'))
    await inNamespace('patch', 'configmap', 'good', '--type=merge', '-p', '{"data":{"a":"2"}}')
    await expect.poll(mirrored, { timeout: 20_000 }).toBe(Buffer.from('2').toString('base64'))
  })
})
