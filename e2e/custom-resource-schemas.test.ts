import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnarrProcess } from './support/knarr-process.ts'
import { type Kubectl, type KubectlResult, kubectlFor } from './support/kubectl.ts'

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget, shortNames: [wd], categories: [all] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale: { specReplicasPath: .spec.size, statusReplicasPath: .status.size }
      selectableFields: [{ jsonPath: .spec.color }]
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              description: What the widget is to be.
              required: [color]
              x-kubernetes-validations:
                - { rule: 'self.min <= self.size', message: min must not be above size }
                - { rule: 'self.color == oldSelf.color', reason: FieldValueForbidden, fieldPath: .color, message: color is fixed }
              properties:
                color: { type: string, description: A color by name., enum: [red, blue] }
                size: { type: integer, default: 1, maximum: 10 }
                min: { type: integer, default: 0 }
                mail: { type: string, format: email }
                parts:
                  type: array
                  maxItems: 20
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items:
                    type: object
                    required: [name]
                    properties: { name: { type: string }, weight: { x-kubernetes-int-or-string: true } }
            status:
              type: object
              properties: { size: { type: integer } }
`

let knarr: KnarrProcess
let kubectl: Kubectl
beforeAll(async () => {
  knarr = await KnarrProcess.start({ runtime: 'none' })
  kubectl = kubectlFor(knarr.kubeconfig)
  await kubectl.result(['apply', '-f', '-'], { stdin: definition })
  await kubectl('wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=10s')
})
afterAll(async () => {
  await knarr?.destroy()
})

const widget = (name: string, spec: object, metadata: object = {}): string =>
  JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, spec })

const apply = (stdin: string, ...args: string[]): Promise<KubectlResult> =>
  kubectl.result(['apply', '-f', '-', ...args], { stdin })

describe('the schema of custom resources', () => {
  it('is explained', async () => {
    const text = await kubectl('explain', 'widgets.spec')
    expect(text).toContain('What the widget is to be.')
    expect(text).toMatch(/color\t<string> -required-\n.*enum: red, blue/)
    expect(await kubectl('explain', 'wd.spec.parts.name')).toContain('FIELD: name <string>')
  })

  it('decides which fields are known', async () => {
    const strict = await apply(widget('a', { color: 'red', colour: 'red' }))
    expect(strict.stderr).toContain('strict decoding error: unknown field "spec.colour"')
    const warned = await apply(widget('a', { color: 'red', colour: 'red' }), '--validate=warn')
    expect(warned.stderr).toContain('Warning: unknown field "spec.colour"')
    expect(await kubectl('get', 'wd', 'a', '-o', 'jsonpath={.spec}')).toBe('{"color":"red","min":0,"size":1}')
  })

  it.each([
    [{ color: 'green' }, 'spec.color: Unsupported value: "green": supported values: "red", "blue"'],
    [{ color: 'red', mail: 'x' }, 'spec.mail in body must be of type email: "x"'],
    [{ color: 'red', min: 2 }, 'spec: Invalid value: "object": min must not be above size'],
    [{ color: 'red', parts: [{ name: 'p' }, { name: 'p' }] }, 'spec.parts[1]: Duplicate value: {"name":"p"}'],
  ])('refuses %j', async (spec, message) => {
    expect((await apply(widget('bad', spec))).stderr).toContain(message)
  })

  it('compares with what was before', async () => {
    const { stderr } = await apply(widget('a', { color: 'blue' }))
    expect(stderr).toContain('The Widget "a" is invalid: spec.color: Forbidden: color is fixed')
  })

  it('says which lists are merged', async () => {
    const parts = (name: string): string => widget('merged', { color: 'red', parts: [{ name, weight: 1 }] })
    await apply(parts('x'), '--server-side', '--field-manager=one')
    await apply(parts('y'), '--server-side', '--field-manager=two')
    const names = await kubectl('get', 'wd', 'merged', '-o', 'jsonpath={.spec.parts[*].name}')
    expect(names).toBe('x y')
  })
})

describe('custom resources', () => {
  it('are scaled', async () => {
    await kubectl('scale', 'wd', 'a', '--replicas=4')
    expect(await kubectl('get', 'wd', 'a', '-o', 'jsonpath={.spec.size}')).toBe('4')
    const large = await kubectl.result(['scale', 'wd', 'a', '--replicas=40'])
    expect(large.stderr).toContain('should be less than or equal to 10')
  })

  it('are selected by fields and listed with all', async () => {
    await apply(widget('other', { color: 'blue' }))
    expect(await kubectl('get', 'wd', '--field-selector=spec.color=blue', '-o', 'name')).toBe(
      'widget.example.com/other\n',
    )
    expect(await kubectl('get', 'all', '-o', 'name')).toContain('widget.example.com/other')
  })

  it('take along what they own', async () => {
    const uid = await kubectl('get', 'wd', 'other', '-o', 'jsonpath={.metadata.uid}')
    const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'other', uid }]
    await apply(widget('owned', { color: 'red' }, { ownerReferences }))
    await kubectl('delete', 'wd', 'other')
    await kubectl('wait', '--for=delete', 'wd/owned', '--timeout=20s')
  })
})

describe('a definition', () => {
  it('with a rule that does not compile is refused', async () => {
    const broken = definition.replaceAll('widgets', 'gadgets').replace('self.min <=', 'self.none <=')
    expect((await apply(broken)).stderr).toMatch(
      /compilation failed: ERROR: <input>:1:5: undefined field 'none'/,
    )
  })

  it('warns of versions that are deprecated', async () => {
    const old = definition.replaceAll('widget', 'gizmo').replaceAll('Widget', 'Gizmo').replace('[wd]', '[]')
    await apply(old.replace('served: true', 'served: true\n      deprecated: true'))
    await kubectl('wait', '--for=condition=Established', 'crd/gizmos.example.com', '--timeout=10s')
    expect((await kubectl.result(['get', 'gizmos'])).stderr).toContain(
      'Warning: example.com/v1 Gizmo is deprecated',
    )
  })

  it('as Kubernetes 1.11 wrote it is taken', async () => {
    const old = `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: { name: backups.example.org }
spec:
  group: example.org
  version: v1
  scope: Namespaced
  names: { plural: backups, kind: Backup }
  additionalPrinterColumns: [{ name: Target, type: string, JSONPath: .spec.target }]
`
    const { stdout, stderr } = await apply(old)
    expect(stdout).toContain('backups.example.org created')
    expect(stderr).toContain('apiextensions.k8s.io/v1beta1 CustomResourceDefinition is deprecated in v1.16+')
    await kubectl('wait', '--for=condition=Established', 'crd/backups.example.org', '--timeout=10s')
    const spec = { target: 'disk', any: { deep: [1] } }
    const backup = { apiVersion: 'example.org/v1', kind: 'Backup', metadata: { name: 'b' }, spec }
    expect((await apply(JSON.stringify(backup))).stderr).toBe('')
    expect(await kubectl('get', 'backups')).toMatch(/^NAME +TARGET\nb +disk$/m)
    expect(await kubectl('get', 'backup', 'b', '-o', 'jsonpath={.spec.any.deep[0]}')).toBe('1')
    expect((await apply(old)).stdout).toContain('unchanged')
  })
})
