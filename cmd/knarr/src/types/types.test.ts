import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { Cluster } from '@knarr/cluster'
import { systemClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commentLines, typeText } from './type-text.ts'
import { types } from './types.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const compiler = fileURLToPath(new URL('../../../../node_modules/.bin/tsc', import.meta.url))
let folder: string

beforeEach(() => {
  // Inside the room, so that the compiler finds what the modules are used with.
  folder = mkdtempSync(join(here, 'made-'))
  vi.spyOn(console, 'log').mockReturnValue()
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const widget = {
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  metadata: { name: 'widgets.example.com' },
  spec: {
    ...{ group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            ...{ type: 'object', description: 'A widget.' },
            properties: {
              spec: {
                ...{ type: 'object', required: ['size'] },
                properties: {
                  size: { type: 'integer', description: 'How big */ it is.' },
                  color: { type: 'string', enum: ['red', 'blue'] },
                  port: { 'x-kubernetes-int-or-string': true },
                },
              },
            },
          },
        },
      },
    ],
  },
}

const use = (spec: string): string => `
import { createClient, type Transport } from '@knarr/client'
import { type Widget, widgets } from './example.com/v1.ts'
export async function use(transport: Transport): Promise<number | undefined> {
  const spec: Widget['spec'] = ${spec}
  const made = await createClient(transport).create(widgets, { metadata: { name: 'a' }, spec })
  return made.spec?.size
}
`

describe('knarr types', () => {
  it('makes modules that compile and type a client, and refuse what the schema does', async () => {
    await using cluster = await Cluster.start({ clock: systemClock, seed: 1 })
    await cluster.client.create(customResourceDefinitions, widget as never)
    const kubeconfig = join(folder, 'config')
    writeFileSync(kubeconfig, await cluster.kubeconfig())
    const run = (...args: string[]) => types([...args, '--to', folder, '--kubeconfig', kubeconfig])
    await vi.waitFor(() => run(), { timeout: 5000 })
    await run('apps', 'core/v1')
    const made = readFileSync(join(folder, 'example.com/v1.ts'), 'utf8')
    expect(made).toContain('/** A widget. */\nexport interface Widget {')
    expect(made).toContain('    /** How big *\\/ it is. */\n    size: number')
    writeFileSync(join(folder, 'good.ts'), use("{ size: 1, color: 'red', port: 'http' }"))
    writeFileSync(join(folder, 'bad.ts'), use("{ color: 'green' }"))
    const compile = (...files: string[]): string =>
      spawnSync(compiler, [...compilerOptions, ...files.map((file) => join(folder, file))], {
        encoding: 'utf8',
      }).stdout
    expect(compile('good.ts', 'apps/v1.ts', 'core/v1.ts')).toBe('')
    expect(compile('bad.ts')).toMatch(/Type '"green"' is not assignable/)
    await expect(run('nothing.example.com')).rejects.toThrow(
      'the server serves nothing of "nothing.example.com"',
    )
  }, 120_000)

  it('needs a folder', async () => {
    await expect(types(['apps'])).rejects.toThrow('a folder is needed')
  })

  it.each([
    [{ type: 'string', nullable: true }, 'string | null'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'Record<string, number>'],
    [{ type: 'object' }, 'Record<string, unknown>'],
    [{ allOf: [{ $ref: '#/x' }], default: {} }, '<#/x>'],
    [{ oneOf: [{ type: 'integer' }, { type: 'string' }] }, 'number | string'],
    [{}, 'unknown'],
  ])('reads %j as %s', (schema, text) => {
    expect(typeText(schema, (ref) => `<${ref}>`)).toBe(text)
  })

  it('keeps comments of several lines together', () => {
    expect(commentLines('a\n\nb', ' ')).toEqual([' /**', '  * a', '  *', '  * b', '  */'])
  })
})

const compilerOptions = [
  ...[
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'esnext',
    '--module',
    'nodenext',
    '--ignoreConfig',
  ],
  ...['--allowImportingTsExtensions', '--lib', 'esnext', '--types', 'node'],
]
