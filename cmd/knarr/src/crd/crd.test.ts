import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { customResourceDefinitions, type JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { Cluster } from '@knarr/cluster'
import { systemClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { crd } from './crd.ts'
import { narrowedSchema } from './narrowed-schema.ts'

let folder: string
let output: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'knarr-crd-'))
  output = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => void output.push(text))
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const definitionOf = (spec: JSONSchemaProps, more: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced' as const,
    names: { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ],
    ...more,
  },
})

function fileOf(name: string, ...documents: object[]): string {
  const path = join(folder, name)
  writeFileSync(path, documents.map((document) => JSON.stringify(document)).join('\n---\n'))
  return path
}

const text: JSONSchemaProps = { type: 'string' }
const sized = (size: JSONSchemaProps): JSONSchemaProps => ({ type: 'object', properties: { size } })

describe('knarr crd lint', () => {
  it('says what a server would refuse, by its path, and ends with 1', async () => {
    const bad = { ...definitionOf({ type: 'null' }), extra: 1 }
    expect(await crd(['lint', fileOf('bad.yaml', { kind: 'Other' }, bad)])).toBe(1)
    expect(output[0]?.split('\n')).toEqual([
      `${folder}/bad.yaml: widgets.example.com`,
      '  error: spec.versions[0].schema.openAPIV3Schema.properties[spec].type: Forbidden: type cannot be set to null, use nullable as an alternative',
      '  warning: unknown field "extra"',
    ])
  })

  it('lists rules by what they can cost, the costliest first', async () => {
    const rules = {
      ...sized({ type: 'array', items: { type: 'string', maxLength: 10 }, maxItems: 5 }),
      'x-kubernetes-validations': [{ rule: 'true' }, { rule: 'self.size.all(a, self.size.all(b, a != b))' }],
    }
    expect(await crd(['lint', fileOf('a.yaml', definitionOf(rules)), '-o', 'json'])).toBe(0)
    const [{ errors, costs }] = JSON.parse(output[0] ?? '')
    expect(errors).toEqual([])
    expect(costs[0]).toMatchObject({ version: 'v1', limit: 100_000_000 })
    const [first, second] = costs[0].rules
    expect([first.expression, second.expression]).toEqual([
      'self.size.all(a, self.size.all(b, a != b))',
      'true',
    ])
    expect(first.cost).toBeGreaterThan(second.cost)
    expect(first.field).toMatch(/properties\[spec\]\.x-kubernetes-validations\[1\]\.rule$/)
    expect(costs[0].cost).toBe(first.cost + second.cost)
  })

  it('tells a rule that costs too much, and its share of the limit', async () => {
    const rules = {
      ...sized({ type: 'array', items: text }),
      'x-kubernetes-validations': [{ rule: 'self.size.all(a, self.size.all(b, a != b))' }],
    }
    expect(await crd(['lint', fileOf('a.yaml', definitionOf(rules))])).toBe(1)
    expect(output[0]).toMatch(/error: .*rule: Forbidden: estimated rule cost exceeds budget by factor of/)
    expect(output[0]).toMatch(/\n {4}\d+\.\d% {2}\d+ {2}spec\.versions\[0\].*self\.size\.all/)
  })

  it('names the objects of a cluster that would not do any more', async () => {
    await using cluster = await Cluster.start({ clock: systemClock, seed: 1 })
    await cluster.client.create(customResourceDefinitions, definitionOf(sized({ type: 'integer' })) as never)
    const widgets = {
      group: 'example.com',
      version: 'v1',
      plural: 'widgets',
      kind: 'Widget',
      namespaced: true,
    }
    const create = (name: string, size: number) =>
      cluster.client.create(widgets, { metadata: { name, namespace: 'default' }, spec: { size } } as never)
    await vi.waitFor(() => create('small', 1), { timeout: 5000 })
    await create('large', 9)
    const kubeconfig = join(folder, 'config')
    writeFileSync(kubeconfig, await cluster.kubeconfig())
    const next = fileOf('next.yaml', definitionOf(sized({ type: 'integer', maximum: 5 })))
    expect(await crd(['lint', next, '--against', '--kubeconfig', kubeconfig, '-o', 'json'])).toBe(1)
    expect(JSON.parse(output[0] ?? '')[0].stored).toEqual([
      {
        ...{ object: 'default/large', version: 'v1' },
        text: 'spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5',
      },
    ])
    const lossy = fileOf('lossy.yaml', definitionOf({ type: 'object' }))
    await crd(['lint', lossy, '--against', '--kubeconfig', kubeconfig])
    expect(output[1]).toContain('  stored: default/small: spec.size: would be lost')
    const other = definitionOf(text, { group: 'other.com' })
    const elsewhere = fileOf('other.yaml', { ...other, metadata: { name: 'widgets.other.com' } })
    expect(await crd(['lint', elsewhere, '--against', '--kubeconfig', kubeconfig])).toBe(0)
    expect(output[2]).toContain('  warning: the cluster has no such definition, and so no objects of it')
  }, 60_000)

  it.each([
    [['lint'], 'a file is needed'],
    [['lint', '/nowhere'], 'cannot read /nowhere'],
    [['lint', 'x', '-o', 'xml'], 'invalid value "xml" for flag -o: must be one of text, json'],
    [['other'], 'unknown command "crd other"'],
  ])('refuses %j', async (args, message) => {
    await expect(crd(args)).rejects.toThrow(message)
  })

  it('survives a definition without a spec, and refuses a file without definitions', async () => {
    const { spec: _, ...empty } = definitionOf(text)
    expect(await crd(['lint', fileOf('empty.yaml', empty)])).toBe(1)
    expect(output[0]).toContain('error: spec.group: Required value')
    await expect(crd(['lint', fileOf('none.yaml', { kind: 'Other' })])).rejects.toThrow(
      'no CustomResourceDefinition is in it',
    )
  })
})

describe('knarr crd diff', () => {
  it('says what breaks, and ends with 1; what only widens ends with 0', async () => {
    const old = fileOf('old.yaml', definitionOf(sized({ type: 'integer', default: 1 })))
    const now = fileOf('new.yaml', definitionOf(sized(text), { scope: 'Cluster' }))
    expect(await crd(['diff', old, now])).toBe(1)
    expect(output).toEqual([
      'widgets.example.com: spec.scope: changed from Namespaced to Cluster',
      'widgets.example.com: spec.versions[v1].schema.spec.size: type changed from integer to string',
      'widgets.example.com: spec.versions[v1].schema.spec.size: the default 1 was removed',
    ])
    const wider = fileOf('wider.yaml', definitionOf(sized({ type: 'number', default: 1 })))
    expect(await crd(['diff', old, wider])).toBe(0)
  })

  it.each<[string, JSONSchemaProps, JSONSchemaProps, string[]]>([
    ['nothing new', { ...text, maxLength: 3 }, { ...text, maxLength: 4 }, []],
    ['a bound', text, { ...text, maxLength: 3 }, ['f: maxLength 3 was added']],
    ['a higher least', { minimum: 1 }, { minimum: 2 }, ['f: minimum changed from 1 to 2']],
    ['a pattern', { pattern: 'a' }, { pattern: 'b' }, ['f: pattern changed from a to b']],
    ['fewer values', { enum: ['a', 'b'] }, { enum: ['b'] }, ['f: enum values were removed: ["a"]']],
    ['an enum', text, { ...text, enum: ['a'] }, ['f: an enum was added: ["a"]']],
    ['a field gone', { properties: { a: text } }, {}, ['f.a: the field is gone']],
    ['a required field', {}, { required: ['a'] }, ['f: a is required now']],
    [
      'a required field with a default',
      {},
      { required: ['a'], properties: { a: { ...text, default: 'x' } } },
      [],
    ],
    [
      'other keys of a list',
      { 'x-kubernetes-list-map-keys': ['a'] },
      { 'x-kubernetes-list-map-keys': ['b'] },
      ['f: x-kubernetes-list-map-keys changed from ["a"] to ["b"]'],
    ],
    ['items', { items: text }, { items: { ...text, minLength: 1 } }, ['f[]: minLength 1 was added']],
    [
      'values of a map',
      { additionalProperties: true },
      { additionalProperties: { ...text, maxLength: 1 } },
      ['f[*]: type string was added', 'f[*]: maxLength 1 was added'],
    ],
    ['a rule', {}, { 'x-kubernetes-validations': [{ rule: 'x' }] }, ['f: a rule was added: x']],
    ['null', { nullable: true }, {}, ['f: is not nullable any more']],
  ])('sees %s', (_, old, now, expected) => {
    expect(narrowedSchema(old, now, 'f').map(({ field, text: said }) => `${field}: ${said}`)).toEqual(
      expected,
    )
  })
})
