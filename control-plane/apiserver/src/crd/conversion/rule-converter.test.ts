import { describe, expect, it } from 'vitest'
import {
  type CustomServer,
  definitionsPath,
  startServerWith,
  widgetDefinition,
} from '../testing/custom-server.ts'
import { conversionRulesAnnotation } from './rules/conversion-rules.ts'

const text = { type: 'string' }
const integer = { type: 'integer' }

function schemaWith(properties: object, required: string[] = []): object {
  const spec = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
  return { schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } }
}

/** Of v1, which is kept, and v2. */
function definitionWith(v1: object, v2: object, rules: unknown, more: object = {}): object {
  const definition = widgetDefinition([v1, v2]) as { metadata: object; spec: object }
  const annotations = {
    [conversionRulesAnnotation]: typeof rules === 'string' ? rules : JSON.stringify(rules),
  }
  return {
    ...definition,
    metadata: { ...definition.metadata, annotations },
    spec: { ...definition.spec, ...more },
  }
}

const refusalOf = (definition: object): Promise<string> =>
  startServerWith(definition).then(
    async (server) => {
      await server[Symbol.asyncDispose]()
      return 'was taken'
    },
    (error) => error.message,
  )

const v2 = '/apis/example.com/v2/namespaces/default/widgets'

function inV2({ test }: CustomServer, path = ''): Promise<unknown> {
  return test.transport.request({ method: 'GET', path: `${v2}${path}` })
}

describe('conversion rules of a definition', () => {
  it('move a field with four lines', async () => {
    const rules = `
      versions:
        v2:
          - { path: spec.timing.cron, hub: spec.schedule }
    `
    const timing = { type: 'object', properties: { cron: text, zone: text } }
    await using server = await startServerWith(
      definitionWith(
        schemaWith({ schedule: text, size: integer }),
        schemaWith({ timing, size: integer }),
        rules +
          `
          - { path: spec.timing.zone }`,
      ),
    )
    await server.create({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } },
      spec: { schedule: '@daily', size: 3 },
    })
    expect(await inV2(server, '/a')).toMatchObject({
      apiVersion: 'example.com/v2',
      spec: { timing: { cron: '@daily' }, size: 3 },
    })
    await server.test.transport.request({
      ...{ method: 'POST', path: v2 },
      body: {
        ...{ apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name: 'b' } },
        spec: { timing: { cron: '@hourly', zone: 'UTC' } },
      },
    })
    const kept = await server.get('b')
    expect(kept).toMatchObject({
      spec: { schedule: '@hourly' },
      metadata: { annotations: { 'knarr.io/kept-fields': '{"v2":{"spec.timing.zone":"UTC"}}' } },
    })
    await server.mergePatch('b', { spec: { schedule: '@weekly' } })
    expect(await inV2(server)).toMatchObject({
      items: [
        { spec: { timing: { cron: '@daily' } } },
        {
          metadata: expect.not.objectContaining({ annotations: expect.anything() }),
          spec: { timing: { cron: '@weekly', zone: 'UTC' } },
        },
      ],
    })
  })

  it('compute a field, there and back', async () => {
    const address = { ...text, pattern: '^[a-z.]+:[0-9]{1,5}$', example: 'example.com:8080' }
    const v1 = schemaWith({ address }, ['address'])
    const host = { ...text, pattern: '^[a-z.]+$' }
    const port = { ...integer, minimum: 0, maximum: 65535 }
    const v2Schema = schemaWith({ host, port }, ['host', 'port'])
    const rules = {
      versions: {
        v2: [
          { toHub: { path: 'spec.address', value: "self.spec.host + ':' + string(self.spec.port)" } },
          { fromHub: { path: 'spec.host', value: "self.spec.address.split(':')[0]" } },
          { fromHub: { path: 'spec.port', value: "int(self.spec.address.split(':')[1])" } },
        ],
      },
    }
    await using server = await startServerWith(definitionWith(v1, v2Schema, rules))
    await server.create({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } },
      spec: { address: 'one:1' },
    })
    expect(await inV2(server, '/a')).toMatchObject({ spec: { host: 'one', port: 1 } })
    const watch = await server.test.transport.watch({ method: 'GET', path: v2, query: { watch: 'true' } })
    await server.mergePatch('a', { spec: { address: 'two:2' } })
    for await (const events of watch) {
      const last = events.at(-1)?.object
      if ((last as { spec: { port: number } }).spec.port === 1) continue
      expect(last).toMatchObject({ apiVersion: 'example.com/v2', spec: { host: 'two', port: 2 } })
      break
    }
  })

  it('let two fields change places', async () => {
    const both = schemaWith({ a: text, b: text })
    const rules = {
      versions: {
        v2: [
          { path: 'spec.a', hub: 'spec.b' },
          { path: 'spec.b', hub: 'spec.a' },
        ],
      },
    }
    await using server = await startServerWith(definitionWith(both, both, rules))
    await server.create({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' }, spec: { a: '1', b: '2' } },
    })
    expect(await inV2(server, '/x')).toMatchObject({ spec: { a: '2', b: '1' } })
  })

  it.each<[string, object, object, unknown, string]>([
    [
      'lose what one version lacks',
      ...[schemaWith({ a: text }), schemaWith({ a: text, color: text }), { hub: 'v1', versions: {} }],
      'spec.color of v2 is not the same after it was v1: {"spec":{"color":',
    ] as const as never,
    [
      'lose part of a value',
      schemaWith({ size: integer }),
      schemaWith({ size: text }),
      {
        versions: {
          v2: [
            { toHub: { path: 'spec.size', value: 'has(self.spec.size) ? size(self.spec.size) : 0' } },
            { fromHub: { path: 'spec.size', value: 'has(self.spec.size) ? string(self.spec.size) : ""' } },
          ],
        },
      },
      'of v2 is not the same after it was v1',
    ],
    [
      'fail on what the schema allows',
      schemaWith({ first: text }),
      schemaWith({ all: text }),
      {
        versions: {
          v2: [
            { toHub: { path: 'spec.first', value: "self.spec.all.split(',')[1]" } },
            { fromHub: { path: 'spec.all', value: 'self.spec.first' } },
          ],
        },
      },
      "cannot become v1 and come back: self.spec.all.split(',')[1]: index out of bounds: 1",
    ],
    [
      'name a field there is not',
      schemaWith({ a: text }),
      schemaWith({ b: text }),
      { versions: { v2: [{ path: 'spec.c', hub: 'spec.a' }] } },
      'spec.c: v2 has no such field',
    ],
    [
      'do not compile',
      schemaWith({ a: text }),
      schemaWith({ b: text }),
      { versions: { v2: [{ toHub: { path: 'spec.a', value: 'self.spec.nothing' } }] } },
      "self.spec.nothing: ERROR: <input>:1:10: undefined field 'nothing'",
    ],
    [
      'are of a version there is not',
      schemaWith({}),
      schemaWith({}),
      { hub: 'v1', versions: { v3: [] } },
      'versions: "v3" is none of "v2"',
    ],
    [
      'are no rules',
      schemaWith({}),
      schemaWith({}),
      { versions: { v2: [{ pth: 'spec.a' }] } },
      'versions.v2[0]: "pth" is none of',
    ],
    [
      'touch metadata',
      schemaWith({}),
      schemaWith({}),
      { versions: { v2: [{ path: 'metadata.name', hub: 'spec.a' }] } },
      'metadata stays as it is',
    ],
    ['are no YAML', schemaWith({}), schemaWith({}), '{', 'knarr.io/conversion-rules'],
  ])('that %s are refused, and why', async (...[, v1, second, rules, message]) => {
    const refusal = await refusalOf(definitionWith(v1, second, rules))
    expect(refusal).toContain('metadata.annotations[knarr.io/conversion-rules]: Invalid value')
    expect(refusal).toContain(message)
  })

  it('hold when another version is kept from now on, and say which is the hub where that is not plain', async () => {
    const rules = { versions: { v2: [{ path: 'spec.b', hub: 'spec.a' }] } }
    const definition = definitionWith(schemaWith({ a: text }), schemaWith({ b: text }), rules)
    await using server = await startServerWith(definition)
    await server.create({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' }, spec: { a: '1' } },
    })
    const { versions } = (definition as { spec: { versions: { name: string }[] } }).spec
    await server.redefine({
      spec: { versions: versions.map((each) => ({ ...each, storage: each.name === 'v2' })) },
    })
    await server.mergePatch('x', { metadata: { labels: { a: 'b' } } })
    expect(await server.get('x')).toMatchObject({ spec: { a: '1' }, metadata: { labels: { a: 'b' } } })
    expect(await inV2(server, '/x')).toMatchObject({ spec: { b: '1' } })
    expect(await refusalOf(definitionWith(schemaWith({}), schemaWith({}), { versions: {} }))).toContain(
      'hub: must be given, unless exactly one version has no rules',
    )
  })

  it('do not go with a webhook', async () => {
    const webhook = { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://example.com/' } }
    const conversion = { strategy: 'Webhook', webhook }
    expect(
      await refusalOf(
        definitionWith(schemaWith({}), schemaWith({}), { hub: 'v1', versions: {} }, { conversion }),
      ),
    ).toContain('Forbidden: may only be set when spec.conversion.strategy is None')
  })

  it('count as soon as they are changed', async () => {
    const both = schemaWith({ a: text, b: text })
    const swapped = {
      versions: {
        v2: [
          { path: 'spec.a', hub: 'spec.b' },
          { path: 'spec.b', hub: 'spec.a' },
        ],
      },
    }
    await using server = await startServerWith(definitionWith(both, both, { hub: 'v1', versions: {} }))
    await server.create({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' }, spec: { a: '1' } },
    })
    expect(await inV2(server, '/x')).toMatchObject({ spec: { a: '1' } })
    await server.test.transport.request({
      ...{ method: 'PATCH', path: `${definitionsPath}/widgets.example.com` },
      contentType: 'application/merge-patch+json',
      body: { metadata: { annotations: { [conversionRulesAnnotation]: JSON.stringify(swapped) } } },
    })
    await expect.poll(() => inV2(server, '/x')).toMatchObject({ spec: { b: '1' } })
  })
})
