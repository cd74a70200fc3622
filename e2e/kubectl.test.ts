import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const versions = ['kubectl20', 'kubectl29', 'kubectl35'] as const

let knarr: KnarrProcess
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none' })
})
afterAll(async () => {
  await knarr?.destroy()
})

describe.each(versions)('%s against the API', (version) => {
  let kubectl: Kubectl
  const namespace = `test-${version}`
  beforeAll(async () => {
    kubectl = kubectlFor(knarr.kubeconfig, version)
    await kubectl('create', 'namespace', namespace)
  })
  const inNamespace = (...args: string[]): Promise<string> => kubectl('-n', namespace, ...args)

  it('knows the server and its resources', async () => {
    expect(await kubectl('version')).toMatch(/Server Version.*v?1\.36/s)
    const resources = await kubectl('api-resources')
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m)
    expect(resources).toMatch(/^pods +po +v1 +true +Pod$/m)
  })

  it('explains a field', async () => {
    expect(await kubectl('explain', 'pod.spec.containers.image')).toMatch(/string/)
  })

  it('creates, reads, changes and deletes an object', async () => {
    await inNamespace('create', 'configmap', 'settings', '--from-literal=a=1')
    expect(await inNamespace('get', 'configmap', 'settings', '-o', 'jsonpath={.data.a}')).toBe('1')
    expect(await inNamespace('get', 'cm')).toMatch(/^settings +1 +\d+s$/m)
    await inNamespace('label', 'cm', 'settings', 'tier=web')
    await inNamespace('annotate', 'cm', 'settings', 'note=hello')
    await inNamespace('patch', 'cm', 'settings', '--type=merge', '-p', '{"data":{"b":"2"}}')
    await inNamespace('patch', 'cm', 'settings', '--type=json', '-p', '[{"op":"remove","path":"/data/a"}]')
    expect(await inNamespace('get', 'cm', '-l', 'tier=web', '-o', 'yaml')).toMatch(/b: "2"/)
    expect(await inNamespace('describe', 'cm', 'settings')).toMatch(/note: hello/)
    await inNamespace('delete', 'cm', 'settings')
    const gone = await kubectl.result(['-n', namespace, 'get', 'cm', 'settings'])
    expect(gone.stderr).toContain('Error from server (NotFound): configmaps "settings" not found')
  })

  it('applies a manifest twice, keeping what others changed', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'knarr-apply-')), 'web.yaml')
    const manifest = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`
    writeFileSync(file, manifest(1))
    await inNamespace('apply', '-f', file)
    expect(await inNamespace('apply', '-f', file)).toMatch(/unchanged/)
    writeFileSync(file, manifest(2))
    expect(await inNamespace('apply', '-f', file)).toMatch(/configured/)
    await inNamespace('scale', 'deployment', 'web', '--replicas=3')
    expect(await inNamespace('get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('3')
    await expect
      .poll(() => inNamespace('get', 'pods', '-l', 'app=web', '--no-headers'), { timeout: 20_000 })
      .toMatch(/(web.*\n){3}/)
    expect(await inNamespace('get', 'all')).toMatch(/replicaset.apps\/web-/)
    await inNamespace('delete', 'deployment', 'web')
    await expect
      .poll(() => inNamespace('get', 'pods', '-l', 'app=web', '--no-headers'), { timeout: 20_000 })
      .toBe('')
  })

  it('refuses what Kubernetes refuses, in its words', async () => {
    const refused = async (stdin: string): Promise<string> => {
      const { code, stderr } = await kubectl.result(['-n', namespace, 'create', '-f', '-'], { stdin })
      expect(code).not.toBe(0)
      return stderr
    }
    expect(
      await refused(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: UPPER}\nspec: {containers: [{name: a, image: b}]}',
      ),
    ).toContain('metadata.name: Invalid value: "UPPER"')
    expect(await refused('apiVersion: v1\nkind: Nope\nmetadata: {name: a}')).toMatch(
      /no matches for kind "Nope"/,
    )
    expect(await refused('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}')).toMatch(
      // The oldest kubectl looks at the schema itself and does not ask.
      /spec\.containers: Required value|missing required field "containers"/,
    )
  })

  it('waits for deletion of its namespace', async () => {
    await kubectl('delete', 'namespace', namespace, '--timeout=30s')
    const gone = await kubectl.result(['get', 'namespace', namespace])
    expect(gone.stderr).toContain('NotFound')
  })
})

describe('the newest kubectl', () => {
  let kubectl: Kubectl
  beforeAll(() => {
    kubectl = kubectlFor(knarr.kubeconfig)
  })

  it('is told who it is', async () => {
    expect(await kubectl('auth', 'whoami')).toMatch(/kubernetes-admin|knarr/)
  })

  it('names an unknown field when it is strict, and says so when it only warns', async () => {
    const stdin = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndatum: {a: b}'
    const strict = await kubectl.result(['create', '-f', '-'], { stdin })
    expect(strict.stderr).toContain('unknown field "datum"')
    const warned = await kubectl.result(['create', '--validate=warn', '-f', '-'], { stdin })
    expect(warned.code).toBe(0)
    expect(warned.stderr).toContain('Warning: unknown field "datum"')
    await kubectl('delete', 'cm', 'odd')
  })

  it('says plainly why the node runs nothing', async () => {
    expect(await kubectl('get', 'nodes')).toMatch(/NotReady/)
    expect(await kubectl('describe', 'node')).toMatch(/KubeletNotReady/)
  })

  it('edits, watches, waits and shows events', async () => {
    await kubectl('create', 'configmap', 'edited', '--from-literal=color=red')
    const edit = await kubectl.result(['edit', 'cm', 'edited'], {
      env: { KUBE_EDITOR: 'sed -i s/red/blue/' },
    })
    expect(edit.stdout).toContain('configmap/edited edited')
    expect(await kubectl('get', 'cm', 'edited', '-o', 'jsonpath={.data.color}')).toBe('blue')
    const watching = kubectl.result(['get', 'cm', 'edited', '-w', '-o', 'name', '--request-timeout=3s'])
    await kubectl('annotate', 'cm', 'edited', 'seen=1')
    expect((await watching).stdout.split('\n').filter(Boolean).length).toBeGreaterThanOrEqual(1)
    await kubectl('wait', '--for=jsonpath={.metadata.annotations.seen}=1', 'cm/edited', '--timeout=5s')
    await kubectl('delete', 'cm', 'edited')
    await kubectl('create', 'deployment', 'eventful', '--image=web')
    await expect.poll(() => kubectl('events'), { timeout: 10_000 }).toMatch(/ScalingReplicaSet/)
    const waits = await kubectl.result(['rollout', 'status', 'deployment/eventful', '--timeout=1s'])
    expect(waits.stderr).toMatch(/timed out/)
    await kubectl('delete', 'deployment', 'eventful')
  })

  it('refuses a stale write, a bad patch and an unknown path as Kubernetes does', async () => {
    await kubectl('create', 'configmap', 'fresh')
    const stale =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fresh, resourceVersion: "1"}\ndata: {a: b}'
    const replaced = await kubectl.result(['replace', '-f', '-'], { stdin: stale })
    expect(replaced.stderr).toContain(
      'Operation cannot be fulfilled on configmaps "fresh": the object has been modified',
    )
    const patched = await kubectl.result([
      'patch',
      'cm',
      'fresh',
      '--type=json',
      '-p',
      '[{"op":"test","path":"/data/x","value":"y"}]',
    ])
    expect(patched.code).not.toBe(0)
    const raw = await kubectl.result(['get', '--raw', '/apis/nope.example/v1'])
    expect(raw.stderr).toMatch(/NotFound|could not find the requested resource/)
    await kubectl('delete', 'cm', 'fresh')
  })

  it('lists everything in every namespace', async () => {
    expect(await kubectl('get', 'all', '-A')).toMatch(/default +service\/kubernetes +ClusterIP +10\.96\.0\.1/)
  })
})
