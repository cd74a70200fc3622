import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, type KubectlResult, kubectlFor } from './support/kubectl.ts'

interface Manager {
  readonly manager: string
  readonly operation: string
  readonly subresource?: string
}

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none' })
  kubectl = kubectlFor(knarr.kubeconfig, 'kubectl35')
})
afterAll(async () => {
  await knarr?.destroy()
})

const configMap = (name: string, data: Record<string, string>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })

const apply = (stdin: string, ...args: string[]): Promise<KubectlResult> =>
  kubectl.result(['apply', '--server-side', '-f', '-', ...args], { stdin })

const dataOf = async (name: string): Promise<unknown> =>
  JSON.parse(await kubectl('get', 'cm', name, '-o', 'jsonpath={.data}'))

const managersOf = async (resource: string, name: string): Promise<Manager[]> =>
  JSON.parse(await kubectl('get', resource, name, '-o', 'jsonpath={.metadata.managedFields}'))

describe('kubectl apply --server-side', () => {
  it('creates, and writes nothing where it is applied again', async () => {
    const first = await apply(configMap('plain', { a: '1' }), '--field-manager=one')
    expect(first.stdout).toContain('configmap/plain serverside-applied')
    const versionOf = () => kubectl('get', 'cm', 'plain', '-o', 'jsonpath={.metadata.resourceVersion}')
    const version = await versionOf()
    await apply(configMap('plain', { a: '1' }), '--field-manager=one')
    expect(await versionOf()).toBe(version)
    expect(await managersOf('cm', 'plain')).toMatchObject([{ manager: 'one', operation: 'Apply' }])
  })

  it('refuses what another manages, and takes it over by force', async () => {
    await apply(configMap('shared', { a: '1' }), '--field-manager=one')
    const refused = await apply(configMap('shared', { a: '2' }), '--field-manager=two')
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "one": .data.a')
    await apply(configMap('shared', { a: '2' }), '--field-manager=two', '--force-conflicts')
    expect(await dataOf('shared')).toEqual({ a: '2' })
    expect(await managersOf('cm', 'shared')).toMatchObject([{ manager: 'two' }])
  })

  it('removes what is no longer applied, unless somebody else manages it', async () => {
    await apply(configMap('less', { a: '1', b: '1' }), '--field-manager=one')
    await apply(configMap('less', { b: '1' }), '--field-manager=two')
    await apply(configMap('less', { c: '1' }), '--field-manager=one')
    expect(await dataOf('less')).toEqual({ b: '1', c: '1' })
  })

  it('leaves no trace of a dry run', async () => {
    await apply(configMap('dry', { a: '1' }), '--dry-run=server')
    expect((await kubectl.result(['get', 'cm', 'dry'])).stderr).toContain('NotFound')
  })

  it('takes over from client-side apply', async () => {
    const old = await kubectl.result(['apply', '-f', '-'], { stdin: configMap('moved', { a: '1', b: '1' }) })
    expect(old.code).toBe(0)
    expect((await apply(configMap('moved', { a: '2' }))).stderr).not.toContain('conflict')
    expect(await dataOf('moved')).toEqual({ a: '2' })
    // The second one is kubectl's own: it keeps the annotation for those who still apply on the client's side.
    const managers = (await managersOf('cm', 'moved')).map(({ manager }) => manager)
    expect(managers.sort()).toEqual(['kubectl', 'kubectl-last-applied'])
  })

  it('applies a status of its own', async () => {
    const status = { conditions: [{ type: 'Checked', status: 'True', lastTransitionTime: null }] }
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' }, status }
    const { code, stderr } = await apply(JSON.stringify(namespace), '--subresource=status')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(await managersOf('ns', 'default')).toContainEqual(
      expect.objectContaining({ manager: 'kubectl', operation: 'Apply', subresource: 'status' }),
    )
  })
})
