import { describe, expect, it } from 'vitest'
import {
  type CustomServer,
  definitionsPath,
  startCustomServer,
  widgetDefinition,
} from './testing/custom-server.ts'

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
  },
}
const item = `${definitionsPath}/widgets.example.com`

interface Definition {
  spec: { versions: { name: string; storage: boolean }[] }
  status: { storedVersions: string[] }
}

const definition = async (server: CustomServer): Promise<Definition> =>
  (await server.test.transport.request({ method: 'GET', path: item })) as Definition

/** How the versions of a definition stand with the one of this name kept. */
const keeping = (name: string): object => {
  const { spec } = widgetDefinition([{ schema }, { schema }]) as unknown as Definition
  return { spec: { versions: spec.versions.map((each) => ({ ...each, storage: each.name === name })) } }
}

async function keptVersions(server: CustomServer): Promise<string[]> {
  const { items } = await server.test.store.range('/registry/example.com/', '/registry/example.com0')
  return items.map(({ value }) => JSON.parse(Buffer.from(value).toString()).apiVersion)
}

describe('the version objects are kept in', () => {
  it('can be another from now on, and in the end the only one', async () => {
    await using server = await startCustomServer({ schema }, { schema })
    const metadata = { name: 'a' }
    await server.create({ apiVersion: 'example.com/v1', kind: 'Widget', metadata, spec: { size: 1 } })
    await server.redefine(keeping('v2'))
    expect((await definition(server)).status.storedVersions).toEqual(['v1', 'v2'])
    const v2 = '/apis/example.com/v2/namespaces/default/widgets/a'
    const read = (): Promise<unknown> => server.test.transport.request({ method: 'GET', path: v2 })
    await expect.poll(read).toMatchObject({ apiVersion: 'example.com/v2', spec: { size: 1 } })
    expect(await keptVersions(server)).toEqual(['example.com/v1'])
    // Writing what is there migrates it: all that has to be done for every object.
    await server.put('a', (await server.get('a')) as object)
    expect(await keptVersions(server)).toEqual(['example.com/v2'])
    expect(await server.get('a')).toMatchObject({ apiVersion: 'example.com/v1', metadata: { generation: 1 } })
    const only = ((await definition(server)) as Definition).spec.versions.filter(({ storage }) => storage)
    await expect(server.redefine({ spec: { versions: only } })).rejects.toThrow(
      'missing from spec.versions; v1 was previously a storage version',
    )
    await server.test.transport.request({
      ...{
        method: 'PATCH',
        path: `${item}/status`,
        headers: { 'content-type': 'application/merge-patch+json' },
      },
      body: { status: { storedVersions: ['v2'] } },
    } as never)
    await server.redefine({ spec: { versions: only } })
    await expect.poll(() => server.get('a').catch((error) => error.message)).toContain('404 page not found')
    expect(await read()).toMatchObject({ spec: { size: 1 } })
  })
})
