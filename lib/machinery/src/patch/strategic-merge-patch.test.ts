import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../json/json.ts'
import { PatchError } from './patch-error.ts'
import { applyStrategicMergePatch, type PatchSchema, type PatchSchemaField } from './strategic-merge-patch.ts'

function schemaOf(fields: Record<string, PatchSchemaField>): PatchSchema {
  return { field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined) }
}

const port: PatchSchemaField = { patchStrategy: 'merge', patchMergeKey: 'containerPort', isList: true }
const container = schemaOf({
  ports: { ...port, schema: schemaOf({}) },
  env: { patchStrategy: 'merge', patchMergeKey: 'name', isList: true, schema: schemaOf({}) },
  args: { isList: true },
  resources: { schema: schemaOf({}) },
})
const schema = schemaOf({
  containers: { patchStrategy: 'merge', patchMergeKey: 'name', isList: true, schema: container },
  volumes: { patchStrategy: 'merge,retainKeys', patchMergeKey: 'name', isList: true, schema: schemaOf({}) },
  finalizers: { patchStrategy: 'merge', isList: true },
  tolerations: { isList: true, schema: schemaOf({}) },
  strategy: { patchStrategy: 'retainKeys', schema: schemaOf({}) },
  template: { patchStrategy: 'replace', schema: schemaOf({}) },
  labels: { schema: schemaOf({}) },
})

const apply = (document: object, patch: object): object =>
  applyStrategicMergePatch(deepFreeze(document), deepFreeze(patch), schema)

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }))

describe('applyStrategicMergePatch merges objects', () => {
  it.each([
    [
      'member by member',
      { labels: { a: '1', b: '2' } },
      { labels: { b: '3', c: '4' } },
      { labels: { a: '1', b: '3', c: '4' } },
    ],
    ['null removes', { labels: { a: '1' }, x: 1 }, { labels: { a: null }, x: null, y: null }, { labels: {} }],
    ['nulls in what is new are dropped', {}, { labels: { a: null, b: '1' } }, { labels: { b: '1' } }],
    ['another type replaces', { labels: 'x' }, { labels: { a: '1' } }, { labels: { a: '1' } }],
    ['fields the schema replaces', { template: { a: 1 } }, { template: { b: 2 } }, { template: { b: 2 } }],
    [
      'unknown objects',
      { other: { a: { b: 1 } } },
      { other: { a: { c: 2 } } },
      { other: { a: { b: 1, c: 2 } } },
    ],
    [
      '$patch: replace',
      { labels: { a: '1' } },
      { labels: { $patch: 'replace', b: '2' } },
      { labels: { b: '2' } },
    ],
    ['$patch: delete', { labels: { a: '1' } }, { labels: { $patch: 'delete' } }, { labels: {} }],
    [
      'directives in what is new are dropped',
      {},
      { labels: { $patch: 'replace', a: '1' } },
      { labels: { a: '1' } },
    ],
    [
      '$retainKeys',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      { strategy: { type: 'Recreate' } },
    ],
  ])('%s', (_, document, patch, expected) => {
    expect(apply(document, patch)).toEqual(expected)
  })
})

describe('applyStrategicMergePatch merges lists', () => {
  it.each([
    [
      'by merge key, deeply',
      { containers: [{ name: 'a', image: '1', env: [{ name: 'X', value: '1' }] }, { name: 'b' }] },
      { containers: [{ name: 'a', image: '2', env: [{ name: 'Y', value: '2' }] }] },
      {
        containers: [
          {
            name: 'a',
            image: '2',
            env: [
              { name: 'Y', value: '2' },
              { name: 'X', value: '1' },
            ],
          },
          { name: 'b' },
        ],
      },
    ],
    [
      'by numbers as keys',
      { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'web' }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'web', protocol: 'UDP' }] }] },
    ],
    [
      '$patch: delete of an item',
      { containers: named('a', 'b') },
      { containers: [{ $patch: 'delete', name: 'a' }] },
      { containers: named('b') },
    ],
    [
      '$patch: replace of a list',
      { containers: named('a', 'b') },
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: named('c') },
    ],
    [
      '$patch: replace with nothing',
      { containers: named('a') },
      { containers: [{ $patch: 'replace' }] },
      { containers: [] },
    ],
    [
      '$patch: delete of what is not there',
      {},
      { containers: [{ $patch: 'delete', name: 'a' }] },
      { containers: [] },
    ],
    [
      'replaces lists without strategy',
      { tolerations: [{ key: 'a' }] },
      { tolerations: [{ key: 'b' }] },
      { tolerations: [{ key: 'b' }] },
    ],
    ['replaces unknown lists', { other: [1, 2] }, { other: [3] }, { other: [3] }],
    [
      'primitive lists as sets',
      { finalizers: ['a', 'b'] },
      { finalizers: ['b', 'c'] },
      { finalizers: ['a', 'b', 'c'] },
    ],
    [
      '$deleteFromPrimitiveList',
      { finalizers: ['a', 'b', 'c'] },
      { '$deleteFromPrimitiveList/finalizers': ['b', 'x'] },
      { finalizers: ['a', 'c'] },
    ],
    ['$deleteFromPrimitiveList without a list', {}, { '$deleteFromPrimitiveList/finalizers': ['b'] }, {}],
    [
      '$deleteFromPrimitiveList beside additions',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] },
      { finalizers: ['c', 'b'] },
    ],
    [
      '$retainKeys in an item',
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      { volumes: [{ name: 'v', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] },
      { volumes: [{ name: 'v', emptyDir: {} }] },
    ],
    [
      'drops directives of new items',
      { volumes: named('a') },
      { volumes: [{ name: 'v', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] },
      { volumes: [{ name: 'v', emptyDir: {} }, { name: 'a' }] },
    ],
  ])('%s', (_, document, patch, expected) => {
    expect(apply(document, patch)).toEqual(expected)
  })
})

describe('applyStrategicMergePatch orders lists', () => {
  const order = (names: string[]): object => ({ '$setElementOrder/containers': named(...names) })

  it.each([
    ['without items in the patch', ['a', 'b', 'c'], order(['c', 'a', 'b']), ['c', 'a', 'b']],
    [
      'with a new item',
      ['a', 'b'],
      { ...order(['a', 'new', 'b']), containers: named('new') },
      ['a', 'new', 'b'],
    ],
    ['with an item only the server knows', ['a', 's', 'b'], order(['b', 'a']), ['s', 'b', 'a']],
    ['with server items at both ends', ['s', 'a', 'b', 't'], order(['a', 'b']), ['s', 'a', 'b', 't']],
    [
      'with an item deleted',
      ['a', 'b', 'c'],
      { ...order(['c', 'a']), containers: [{ name: 'b', $patch: 'delete' }] },
      ['c', 'a'],
    ],
    ['of a list that is new', undefined, { ...order(['b', 'a']), containers: named('b', 'a') }, ['b', 'a']],
  ])('as $setElementOrder says, %s', (_, live, patch, expected) => {
    const document = live ? { containers: named(...live) } : {}
    expect(apply(document, patch)).toEqual({ containers: named(...expected) })
  })

  it('orders primitive lists, too', () => {
    const patch = { '$setElementOrder/finalizers': ['c', 'a'], finalizers: ['c'] }
    expect(apply({ finalizers: ['a', 'b'] }, patch)).toEqual({ finalizers: ['c', 'a', 'b'] })
  })

  it('does nothing about a list nobody has', () => {
    expect(apply({}, order(['a']))).toEqual({})
  })

  it('keeps the patch’s items in the patch’s order and the others in theirs', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 })
    fc.assert(
      fc.property(names, names, (live, patched) => {
        const result = apply({ containers: named(...live) }, { containers: named(...patched) })
        const found = (result as { containers: { name: string }[] }).containers.map(({ name }) => name)
        expect(found.toSorted()).toEqual([...new Set([...live, ...patched])].sort())
        expect(found.filter((name) => patched.includes(name))).toEqual(patched)
        const untouched = live.filter((name) => !patched.includes(name))
        expect(found.filter((name) => !patched.includes(name))).toEqual(untouched)
      }),
    )
  })
})

describe('applyStrategicMergePatch refuses', () => {
  it.each([
    [{ $patch: 'frob' }, 500, 'unknown patch type: frob in map: map[$patch:frob]'],
    [{ containers: [{ image: 'x' }] }, 500, 'map: map[image:x] does not contain declared merge key: name'],
    [
      { containers: [{ $patch: 'delete' }] },
      500,
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    [
      { containers: [{ $patch: 'merge', name: 'a' }] },
      500,
      'merging lists cannot yet be specified in the patch',
    ],
    [{ containers: ['x'] }, 500, 'list element types are not identical: [[map[name:a]] [x]]'],
    [{ finalizers: [['x']] }, 422, 'lists of lists are not supported'],
    [{ strategy: { $retainKeys: 'type' } }, 400, 'invalid patch format of retainKeys'],
    [{ strategy: { $retainKeys: ['type'], other: 1 } }, 400, 'invalid patch format of retainKeys'],
    [{ '$deleteFromPrimitiveList/finalizers': 'x' }, 400, 'invalid patch format of primitive list'],
    [{ '$setElementOrder/containers': 'x' }, 500, 'expected a []interface {}, but received a string'],
    [
      { '$setElementOrder/containers': named('a'), containers: named('b') },
      500,
      "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder/ list:\n[map[name:a]]\n",
    ],
  ])('%j', (patch, code, message) => {
    const live = { containers: named('a'), finalizers: ['a'], strategy: { type: 'x' } }
    const error = new PatchError(code as 400, message)
    expect(() => apply(live, patch)).toThrow(error)
    expect(() => apply(live, patch)).toThrow(expect.objectContaining({ code }))
  })
})

describe('applyStrategicMergePatch', () => {
  it('shares nothing with its arguments', () => {
    const document = { labels: { a: '1' }, containers: named('a') }
    const patch = { template: { spec: [1] } }
    const result = apply(document, patch) as typeof document & typeof patch
    expect(result.labels).not.toBe(document.labels)
    expect(result.containers[0]).not.toBe(document.containers[0])
    expect(result.template.spec).not.toBe(patch.template.spec)
  })

  it('treats __proto__ as any key', () => {
    const patch = JSON.parse('{"__proto__": {"polluted": 1}, "labels": {"__proto__": {"polluted": 1}}}')
    const result = apply({ labels: {} }, patch) as { labels: Record<string, unknown>; polluted?: unknown }
    expect(result.polluted).toBeUndefined()
    expect(result.labels.polluted).toBeUndefined()
    expect(Object.keys(result.labels)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
