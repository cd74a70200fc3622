import { schemaOf } from '@knarr/api'
import { describe, expect, it } from 'vitest'
import { compareFields, fieldsOf } from './fields-of.ts'

const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' })
const spec = (containers: unknown) => ({ spec: { containers } })
const web = { name: 'web', image: 'a' }

describe('of two objects', () => {
  it.each([
    [
      'a scalar',
      { spec: { nodeName: 'a' } },
      { spec: { nodeName: 'b' } },
      { 'f:spec': { 'f:nodeName': {} } },
    ],
    ['nothing', spec([web]), spec([{ ...web }]), {}],
    [
      'an item by its key, wherever it stands',
      spec([web, { name: 'log', image: 'a' }]),
      spec([{ name: 'log', image: 'b' }, web]),
      { 'f:spec': { 'f:containers': { 'k:{"name":"log"}': { 'f:image': {} } } } },
    ],
    [
      'an empty map that became null',
      { spec: { overhead: {} } },
      { spec: { overhead: null } },
      { 'f:spec': { 'f:overhead': {} } },
    ],
    [
      'what took the place of null',
      { metadata: { labels: null } },
      { metadata: { labels: { a: 'b' } } },
      { 'f:metadata': { 'f:labels': { 'f:a': {} } } },
    ],
    [
      'what a prototype has too',
      { metadata: { labels: {} } },
      { metadata: { labels: { constructor: 'x' } } },
      { 'f:metadata': { 'f:labels': { 'f:constructor': {} } } },
    ],
  ])('%s counts as changed', (_, before, after, changed) => {
    expect(compareFields(before, after, pod)).toEqual({ changed, removed: {} })
  })

  it('what is new or gone includes what holds it', () => {
    const node = { 'f:spec': { 'f:containers': { 'k:{"name":"log"}': { '.': {}, 'f:name': {} } } } }
    const [before, after] = [spec([web]), spec([web, { name: 'log' }])]
    expect(compareFields(before, after, pod)).toEqual({ changed: node, removed: {} })
    expect(compareFields(after, before, pod)).toEqual({ changed: {}, removed: node })
  })

  it('new structs that set the same scalars share a node, others have their own', () => {
    const env = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
      { name: 'c', valueFrom: { fieldRef: { fieldPath: 'x' } } },
    ]
    const { changed } = compareFields(spec([web]), spec([{ ...web, env }]), pod)
    const nodes = changed['f:spec']?.['f:containers']?.['k:{"name":"web"}']?.['f:env']
    expect(nodes?.['k:{"name":"a"}']).toEqual({ '.': {}, 'f:name': {}, 'f:value': {} })
    expect(nodes?.['k:{"name":"b"}']).toBe(nodes?.['k:{"name":"a"}'])
    expect(nodes?.['k:{"name":"c"}']).toMatchObject({
      'f:name': {},
      'f:valueFrom': { '.': {}, 'f:fieldRef': {} },
    })
  })

  it('items without the key protocol are those of TCP', () => {
    const ports = (port: object) => spec([{ name: 'web', ports: [port] }])
    const { changed, removed } = compareFields(
      ports({ containerPort: 1, protocol: 'TCP' }),
      ports({ containerPort: 1 }),
      pod,
    )
    expect(changed).toEqual({})
    const element = 'k:{"containerPort":1,"protocol":"TCP"}'
    expect(removed).toMatchObject({
      'f:spec': {
        'f:containers': { 'k:{"name":"web"}': { 'f:ports': { [element]: { 'f:protocol': {} } } } },
      },
    })
  })
})

it('the fields of a configuration include the items it names, not the maps they stand in', () => {
  expect(fieldsOf({ metadata: { labels: { a: 'b' }, finalizers: ['x/y'] }, ...spec([web]) }, pod)).toEqual({
    'f:metadata': { 'f:labels': { 'f:a': {} }, 'f:finalizers': { 'v:"x/y"': {} } },
    'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:name': {}, 'f:image': {} } } },
  })
})
