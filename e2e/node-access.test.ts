import { afterAll, beforeAll, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, kubectlFor } from './support/kubectl.ts'

const asEdge = ['--as=system:node:edge', '--as-group=system:nodes', '--as-group=system:authenticated']
let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none', nodes: 0 })
  kubectl = kubectlFor(knarr.kubeconfig, 'kubectl35')
  await apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'edge' } }, asEdge)
  await apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'vault' } })
})
afterAll(async () => {
  await knarr?.destroy()
})

/** Creates an object, and resolves with what kubectl says when it may not. */
async function apply(object: object, as: readonly string[] = []): Promise<string> {
  const { stderr } = await kubectl.result(['create', '-f', '-', ...as], { stdin: JSON.stringify(object) })
  return stderr
}

async function refusalOf(...args: string[]): Promise<string> {
  const { code, stderr } = await kubectl.result([...args, ...asEdge])
  expect(code).not.toBe(0)
  return stderr
}

const podOn = (nodeName: string, name: string, spec: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name } },
  spec: { nodeName, containers: [{ name: 'c', image: 'i' }], ...spec },
})

it('a kubelet reads the secrets of its own pods and no others', async () => {
  await kubectl('create', 'secret', 'generic', 'used', '--from-literal=a=b')
  await kubectl('create', 'secret', 'generic', 'unused', '--from-literal=a=b')
  const volumes = [{ name: 'v', secret: { secretName: 'used' } }]
  await expect.poll(async () => kubectl('get', 'serviceaccount', '-o', 'name')).toContain('default')
  expect(await apply(podOn('edge', 'reader', { volumes }))).toBe('')
  expect(await kubectl('get', 'secret', 'used', '-o', 'name', ...asEdge)).toBe('secret/used\n')
  expect(await refusalOf('get', 'secret', 'unused')).toContain(
    `secrets "unused" is forbidden: User "system:node:edge" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'edge' and this object`,
  )
  expect(await refusalOf('get', 'secrets')).toContain('No Object name found')
})

it('a kubelet sees its own pods and its own node', async () => {
  expect(await apply(podOn('vault', 'elsewhere'))).toBe('')
  const own = ['get', 'pods', '-A', '--field-selector=spec.nodeName=edge', '-o', 'name']
  expect(await kubectl(...own, ...asEdge)).toBe('pod/reader\n')
  expect(await refusalOf('get', 'pods', '-A')).toContain(
    'can only list/watch pods with spec.nodeName field selector',
  )
  expect(await refusalOf('get', 'node', 'vault')).toContain(
    "node 'edge' cannot read 'vault', only its own Node object",
  )
})

it('a kubelet does not write as another node, nor draws pods to its own', async () => {
  expect(await refusalOf('label', 'node', 'edge', 'node-role.kubernetes.io/control-plane=')).toContain(
    'nodes "edge" is forbidden: is not allowed to modify labels: node-role.kubernetes.io/control-plane',
  )
  expect(
    await refusalOf(
      'patch',
      'node',
      'edge',
      '-p',
      '{"spec":{"taints":[{"key":"mine","effect":"NoSchedule"}]}}',
    ),
  ).toContain('nodes "edge" is forbidden: node "edge" is not allowed to modify taints')
  await kubectl('label', 'node', 'edge', 'color=red', ...asEdge)
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'vault' } })
  const { stderr } = await kubectl.result(['replace', '-f', '-', ...asEdge], { stdin })
  expect(stderr).toContain('nodes "vault" is forbidden: node "edge" is not allowed to modify node "vault"')
  expect(await refusalOf('delete', 'pod', 'elsewhere')).toContain(
    'node "edge" can only delete pods with spec.nodeName set to itself',
  )
  expect(await apply(podOn('edge', 'planted'), asEdge)).toContain(
    'pod does not have "kubernetes.io/config.mirror" annotation, node "edge" can only create mirror pods',
  )
})
