import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedFields } from './changed-fields.ts'
import { findResource, pathOf } from './find-resource.ts'
import { differences, summary } from './history.ts'
import { lineDiff } from './line-diff.ts'

const object = (resourceVersion: string, data: Record<string, string>) => ({
  metadata: { name: 'web', resourceVersion, managedFields: [{ time: resourceVersion }] },
  data,
})
const head = { time: '2026-01-01T00:00:00.000Z', writer: 'me' }
const changes = [
  { ...head, revision: 7, type: 'ADDED', object: object('7', { a: '1' }) },
  { ...head, revision: 12, type: 'MODIFIED', object: object('12', { a: '1', b: '2' }) },
  { ...head, revision: 13, type: 'DELETED', object: object('12', { a: '1', b: '2' }) },
] as const

describe('a history', () => {
  it('is one line a change', () => {
    expect(summary(changes).split('\n')).toEqual([
      'REVISION  TIME                      WRITER  CHANGE',
      '7         2026-01-01T00:00:00.000Z  me      created',
      '12        2026-01-01T00:00:00.000Z  me      data.b',
      '13        2026-01-01T00:00:00.000Z  me      deleted',
    ])
  })

  it('is shown line by line', () => {
    const [first, second, third] = differences(changes).split('\n\n')
    expect(first?.split('\n')).toEqual([
      'revision 7, 2026-01-01T00:00:00.000Z, me: added',
      ...['-', '+metadata:', '+  name: web', '+data:', '+  a: "1"'],
    ])
    expect(second).toMatch(/\n\+ {2}b: "2"$/)
    expect(third).toMatch(/\n-metadata:\n/)
  })
})

describe('changed fields', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ spec: { replicas: 1, x: 1 } }, { spec: { replicas: 2, x: 1 } }, ['spec.replicas']],
    [{ a: { b: 1 } }, {}, ['a']],
    [{ list: [1, 2] }, { list: [1, 3] }, ['list']],
    [
      { metadata: { generation: 1, labels: { a: 'b' } } },
      { metadata: { generation: 2 } },
      ['metadata.labels'],
    ],
  ])('from %j to %j are %j', (before, after, fields) => {
    expect(changedFields(before, after)).toEqual(fields)
  })
})

describe('a difference of lines', () => {
  it('leaves out what is the same, but for a few lines around', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].join('\n')
    expect(lineDiff(before, before.replace('d', 'D').replace('g', 'g\nh'), 1)).toEqual([
      ...[' c', '-d', '+D', ' e', '...', ' g', '+h'],
    ])
    expect(lineDiff(before, before)).toEqual([])
  })

  it('leads from the one text to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 })
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after, 100)
        if (before === after) return
        const side = (sign: string) =>
          lines
            .filter((line) => line[0] !== sign)
            .map((line) => line.slice(1))
            .join('\n')
        expect([side('+'), side('-')]).toEqual([before, after])
      }),
      { seed: 1 },
    )
  })
})

describe('a kind', () => {
  const deployments = {
    ...{
      resource: 'deployments',
      singularResource: 'deployment',
      shortNames: ['deploy'],
      scope: 'Namespaced',
    },
    responseKind: { kind: 'Deployment' },
  }
  const nodes = {
    resource: 'nodes',
    singularResource: 'node',
    scope: 'Cluster',
    responseKind: { kind: 'Node' },
  }
  const groups: Record<string, unknown> = {
    '/api': { items: [{ versions: [{ version: 'v1', resources: [nodes] }] }] },
    '/apis': {
      items: [{ metadata: { name: 'apps' }, versions: [{ version: 'v1', resources: [deployments] }] }],
    },
  }
  const transport = { request: async ({ path }: { path: string }) => groups[path] } as never
  const target = { namespace: 'shop', name: 'a' }

  it.each([
    ['deploy', '/apis/apps/v1/namespaces/shop/deployments/a'],
    ['Deployment', '/apis/apps/v1/namespaces/shop/deployments/a'],
    ['deployments.apps', '/apis/apps/v1/namespaces/shop/deployments/a'],
    ['node', '/api/v1/nodes/a'],
  ])('%s is found as kubectl finds it', async (kind, path) => {
    expect(pathOf(await findResource(transport, kind), target)).toBe(path)
  })

  it.each(['widget', 'deployments.batch'])('%s is not there', async (kind) => {
    await expect(findResource(transport, kind)).rejects.toThrow(
      `the server does not have a resource type "${kind}"`,
    )
  })
})
