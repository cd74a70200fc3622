import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pathOf, type Resource } from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import { strategies } from './resources.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** Namespaces first: the others stand in them. */
const files = globSync('**/testdata/*.input.yaml', { cwd: folder })
  .sort()
  .sort((a, b) => Number(b.includes('/namespace/')) - Number(a.includes('/namespace/')))

function resourceOf(object: KubeObject): Resource {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
  const found = strategies.find(({ resource }) => resource.group === group && resource.kind === object.kind)
  if (!found) throw new Error(`no strategy for ${object.apiVersion} ${object.kind}`)
  return found.resource
}

describe('through a whole server', () => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer({ strategies: undefined })
  })

  afterAll(() => server[Symbol.asyncDispose]())

  it.each(files)('%s is created, and a PUT of the same writes nothing', async (file) => {
    const body = parse(readFileSync(`${folder}/${file}`, 'utf8')) as KubeObject
    const resource = resourceOf(body)
    const namespace = body.metadata.namespace ?? 'default'
    const path = pathOf(resource, { namespace, name: body.metadata.name })
    let created = await server.transport.request({
      method: 'POST',
      path: pathOf(resource, { namespace }),
      body,
    })
    if (body.kind === 'CustomResourceDefinition') {
      // The server itself establishes it, which is a write of its own.
      const read = () => server.transport.request({ method: 'GET', path })
      await expect.poll(read).toMatchObject({ status: { conditions: expect.anything() } })
      created = await read()
    }
    expect(await server.transport.request({ method: 'PUT', path, body: created })).toEqual(created)
    if (body.kind !== 'Namespace') await server.transport.request({ method: 'DELETE', path })
  })
})
