import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, type KubectlResult, kubectlFor } from './support/kubectl.ts'

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: crontabs.stable.example.com }
spec:
  group: stable.example.com
  scope: Namespaced
  names: { plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Spec, type: string, jsonPath: .spec.cronSpec }
        - { name: Replicas, type: integer, jsonPath: .spec.replicas }
        - { name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status' }
        - { name: Age, type: date, jsonPath: .metadata.creationTimestamp }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [cronSpec]
              properties:
                cronSpec: { type: string }
                replicas: { type: integer, default: 1, minimum: 1, maximum: 10 }
            status:
              type: object
              x-kubernetes-preserve-unknown-fields: true
`

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none' })
  kubectl = kubectlFor(knarr.kubeconfig)
})
afterAll(async () => {
  await knarr?.destroy()
})

const cronTab = (name: string, spec: object, metadata: object = {}): string =>
  JSON.stringify({
    apiVersion: 'stable.example.com/v1',
    kind: 'CronTab',
    metadata: { name, ...metadata },
    spec,
  })

const apply = (stdin: string, ...args: string[]): Promise<KubectlResult> =>
  kubectl.result(['apply', '-f', '-', ...args], { stdin })

describe('custom resources', () => {
  it('are served once their definition is established', async () => {
    expect((await apply(definition)).stdout).toContain('crontabs.stable.example.com created')
    await kubectl('wait', '--for=condition=Established', 'crd/crontabs.stable.example.com', '--timeout=10s')
    expect(await kubectl('api-resources', '--api-group=stable.example.com')).toMatch(
      /^crontabs +ct +stable\.example\.com\/v1 +true +CronTab$/m,
    )
  })

  it('are created with defaults and shown in columns of their own', async () => {
    expect((await apply(cronTab('one', { cronSpec: '* * * * 5' }))).stderr).toBe('')
    expect(await kubectl('get', 'ct')).toMatch(
      /^NAME +SPEC +REPLICAS +READY +AGE\none +\* \* \* \* 5 +1 +\d+s$/m,
    )
    const status = '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}'
    await kubectl('patch', 'ct', 'one', '--subresource=status', '--type=merge', '-p', status)
    expect(await kubectl('get', 'ct', 'one')).toMatch(/^one +\* \* \* \* 5 +1 +True +\d+s$/m)
    await kubectl('patch', 'ct', 'one', '--type=merge', '-p', '{"spec":{"replicas":3}}')
    expect(await kubectl('get', 'ct', 'one', '-o', 'jsonpath={.spec.replicas},{.metadata.generation}')).toBe(
      '3,2',
    )
  })

  it('are refused where they break their schema', async () => {
    const missing = await apply(cronTab('bad', {}))
    expect(missing.stderr).toContain('The CronTab "bad" is invalid: spec.cronSpec: Required value')
    const large = await apply(cronTab('bad', { cronSpec: '*', replicas: 11 }))
    expect(large.stderr).toContain(
      'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
    )
  })

  it('are applied on the server', async () => {
    const first = await apply(cronTab('two', { cronSpec: '1', replicas: 2 }), '--server-side')
    expect(first.stdout).toContain('serverside-applied')
    const conflict = await apply(cronTab('two', { cronSpec: '2' }), '--server-side', '--field-manager=other')
    expect(conflict.stderr).toContain('conflict with "kubectl": .spec.cronSpec')
  })

  it('go with their namespace', async () => {
    await kubectl('create', 'namespace', 'team')
    await apply(cronTab('there', { cronSpec: '*' }), '-n', 'team')
    await kubectl('delete', 'namespace', 'team', '--timeout=30s')
    expect(await kubectl('get', 'ct', '-A', '-o', 'name')).not.toContain('there')
  })

  it('go before their definition does, once nothing holds them', async () => {
    await apply(cronTab('held', { cronSpec: '*' }, { finalizers: ['finalizer.example.com'] }))
    await kubectl('delete', 'crd', 'crontabs.stable.example.com', '--wait=false')
    await expect.poll(() => kubectl('get', 'ct', '-o', 'name')).toBe('crontab.stable.example.com/held\n')
    await kubectl(
      'patch',
      'ct',
      'held',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    )
    await kubectl('wait', '--for=delete', 'crd/crontabs.stable.example.com', '--timeout=20s')
    expect((await kubectl.result(['get', 'ct'])).stderr).toMatch(
      /doesn't have a resource type|could not find the requested resource/,
    )
  })
})
