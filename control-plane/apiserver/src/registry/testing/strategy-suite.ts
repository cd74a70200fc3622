import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { conformToSchema, gvkOf } from '@knarr/api'
import { cloneJson, fieldErrorText, type KubeObject, seededRandom, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { sampleObject } from '../../../../../lib/api/src/testing/sample-object.ts'
import type { RequestContext, Strategy } from '../strategy.ts'

const sampleCount = 20
const startMs = Date.parse('2026-01-01T00:00:00Z')

/** A request by `alice` at the start of 2026, with the same chances every time. */
export function testContext(namespace = 'default'): RequestContext {
  const user = { name: 'alice', groups: ['system:authenticated'] }
  return { clock: new VirtualClock(startMs), random: seededRandom(1), user, namespace }
}

/** The object as a create would have it before validation. */
export function preparedObject<T extends KubeObject>(strategy: Strategy<T>, written: T): T {
  const { resource } = strategy
  const { object } = conformToSchema<T>(cloneJson(written), resource)
  object.metadata.uid ||= '00000000-0000-4000-8000-000000000001'
  object.metadata.creationTimestamp ??= '2025-12-31T23:55:00Z'
  if (resource.namespaced) object.metadata.namespace ??= 'default'
  strategy.defaults?.(object)
  strategy.prepareForCreate?.(object, testContext(object.metadata.namespace ?? ''))
  return object
}

function errorTexts<T extends KubeObject>(strategy: Strategy<T>, object: T): string[] {
  return (strategy.validate?.(object) ?? []).map(fieldErrorText)
}

/** The row `kubectl get -o wide` shows, header by header. */
export function rowOf<T extends KubeObject>(strategy: Strategy<T>, object: T): Record<string, unknown> {
  const { columns = [], cells } = strategy.table ?? {}
  const values = cells?.(object, startMs) ?? []
  return Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null]))
}

/**
 * What every strategy must do, on the golden files in `folder`: `<case>.input.yaml` is created and must come out
 * as `<case>.output.yaml` (the object, and its row in a table); each document of `<case>.invalid.yaml` must
 * be refused with the messages in `<case>.errors.yaml`.
 */
export function strategySuite<T extends KubeObject>(strategy: Strategy<T>, folder: URL): void {
  const directory = fileURLToPath(folder)
  const files = existsSync(directory) ? readdirSync(directory).sort() : []
  const read = (file: string): T[] =>
    parseAllDocuments(readFileSync(`${directory}/${file}`, 'utf8')).map((document) => document.toJS() as T)

  describe(`${strategy.resource.kind} has a strategy`, () => {
    it('copes with whatever decodes: defaults settle, nothing throws, every column has a cell', () => {
      for (let seed = 1; seed <= sampleCount; seed++) {
        const sampled = sampleObject(strategy.resource, seededRandom(seed))
        const { object } = conformToSchema<T>(sampled, strategy.resource)
        object.metadata = { ...object.metadata, name: 'a', uid: 'u', resourceVersion: '1' }
        strategy.defaults?.(object)
        const again = cloneJson(object)
        strategy.defaults?.(again)
        expect(again).toEqual(object)
        exercise(strategy, object)
      }
    })

    for (const file of files.filter((name) => name.endsWith('.input.yaml'))) {
      const [written] = read(file) as [T]

      it(`completes ${file} as upstream does`, async () => {
        const object = preparedObject(strategy, written)
        const text = `${stringify(object, { sortMapEntries: true })}---\n${stringify(rowOf(strategy, object))}`
        expect(errorTexts(strategy, object)).toEqual([])
        await expect(text).toMatchFileSnapshot(`${directory}/${file.replace('.input.', '.output.')}`)
      })

      it(`leaves ${file} alone once its defaults are set, and an update without a change valid`, () => {
        const object = preparedObject(strategy, written)
        const again = cloneJson(object)
        strategy.defaults?.(again)
        expect(again).toEqual(object)
        strategy.prepareForUpdate?.(again, object, testContext())
        expect(again).toEqual(object)
        expect((strategy.validateUpdate?.(again, object) ?? []).map(fieldErrorText)).toEqual([])
      })

      it(`keeps ${file} through a round trip`, () => {
        const object = preparedObject(strategy, written)
        const { object: decoded, unknownFields } = conformToSchema<T>(cloneJson(object), gvkOf(object))
        expect(unknownFields).toEqual([])
        expect(decoded).toEqual(object)
      })
    }

    for (const file of files.filter((name) => name.endsWith('.invalid.yaml'))) {
      it(`refuses ${file} in upstream's words`, async () => {
        const errors = read(file).map((written) => errorTexts(strategy, preparedObject(strategy, written)))
        for (const list of errors) expect(list).not.toEqual([])
        const golden = `${directory}/${file.replace('.invalid.', '.errors.')}`
        await expect(stringify(errors, { lineWidth: 0 })).toMatchFileSnapshot(golden)
      })
    }
  })
}

/** Runs everything a request may run on an object and its near copy. */
function exercise<T extends KubeObject>(strategy: Strategy<T>, object: T): void {
  const old = cloneJson(object)
  const context = testContext()
  strategy.prepareForCreate?.(object, context)
  strategy.validate?.(object)
  strategy.warnings?.(object)
  strategy.prepareForUpdate?.(object, old, context)
  strategy.validateUpdate?.(object, old)
  strategy.prepareForStatusUpdate?.(object, old, context)
  strategy.validateStatusUpdate?.(object, old)
  for (const value of Object.values(strategy.selectableFields?.(object) ?? {}))
    expect(value).toBeTypeOf('string')
  const cells = strategy.table?.cells(object, context.clock.now()) ?? []
  expect(cells).toHaveLength(strategy.table?.columns.length ?? -1)
  for (const cell of cells) expect(cell).not.toBeUndefined()
}
