import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'
import { clientBinary } from './support/real-clients.ts'

const run = promisify(execFile)
const chart = mkdtempSync(join(tmpdir(), 'knarr-chart-'))

function writeChart(): void {
  mkdirSync(join(chart, 'templates'))
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n')
  writeFileSync(join(chart, 'values.yaml'), 'greeting: hello\nreplicas: 2\n')
  const template = (name: string, text: string): void => writeFileSync(join(chart, 'templates', name), text)
  template(
    'config.yaml',
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
data:
  greeting: {{ .Values.greeting }}
`,
  )
  template(
    'deployment.yaml',
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: web }]
`,
  )
  template(
    'hook.yaml',
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-hook
  annotations: { helm.sh/hook: "pre-install,pre-upgrade" }
data: { revision: "{{ .Release.Revision }}" }
`,
  )
}

// kubectl29's layer carries Helm 3, kubectl35's Helm 4, which applies on the server.
describe.each(['kubectl29', 'kubectl35'] as const)('the Helm beside %s', (version) => {
  let knarr: KnarrProcess
  let kubectl: Kubectl
  const helm = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, KUBECONFIG: knarr.kubeconfig, HOME: knarr.dataDirectory }
    return (await run(clientBinary(version, 'helm'), args, { env })).stdout
  }
  const greeting = (): Promise<string> =>
    kubectl('get', 'configmap', 'site-config', '-o', 'jsonpath={.data.greeting}')
  const replicas = (): Promise<string> =>
    kubectl('get', 'deployment', 'site-web', '-o', 'jsonpath={.spec.replicas}')

  beforeAll(async () => {
    rmSync(chart, { recursive: true, force: true })
    mkdirSync(chart)
    writeChart()
    knarr = await KnarrProcess.start({ runtime: 'none' })
    kubectl = kubectlFor(knarr.kubeconfig)
  })
  afterAll(async () => {
    await knarr?.destroy()
    rmSync(chart, { recursive: true, force: true })
  })

  it('installs a chart with its hooks', async () => {
    expect(await helm('install', 'site', chart)).toMatch(/STATUS: deployed/)
    expect([await greeting(), await replicas()]).toEqual(['hello', '2'])
    expect(await kubectl('get', 'configmap', 'site-hook', '-o', 'jsonpath={.data.revision}')).toBe('1')
  })

  it('upgrades it', async () => {
    await helm('upgrade', 'site', chart, '--set', 'greeting=hi,replicas=3')
    expect([await greeting(), await replicas()]).toEqual(['hi', '3'])
    expect(await kubectl('get', 'configmap', 'site-hook', '-o', 'jsonpath={.data.revision}')).toBe('2')
  })

  it('rolls it back and tells its history', async () => {
    await helm('rollback', 'site', '1')
    expect([await greeting(), await replicas()]).toEqual(['hello', '2'])
    expect(await helm('history', 'site')).toMatch(/Rollback to 1/)
  })

  it('uninstalls it', async () => {
    await helm('uninstall', 'site')
    expect(await kubectl('get', 'deployments', '--no-headers', '--ignore-not-found')).toBe('')
    expect((await kubectl.result(['get', 'configmap', 'site-config'])).stderr).toContain('NotFound')
  })
})
