import { readFileSync } from 'node:fs'
import { hasReason, type KubeObject, seededRandom } from '@knarr/machinery'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conformToSchema } from '../conform/conform.ts'
import { schemaOfType, typeNames } from '../schema/schema.ts'
import { type GroupVersionKind, gvkOf } from '../schema/type-name.ts'
import { independentRoot } from '../testing/independent-codec.ts'
import { sampleObject } from '../testing/sample-object.ts'
import { decodeProtobuf } from './decode-protobuf.ts'
import { encodeProtobuf, encodeWatchEventProtobuf } from './encode-protobuf.ts'
import { readUnknown } from './unknown.ts'

const kinds: [string, GroupVersionKind][] = [...typeNames()].flatMap((name) =>
  (schemaOfType(name)?.gvks ?? []).map((gvk): [string, GroupVersionKind] => [name, gvk]),
)
const pod = { group: '', version: 'v1', kind: 'Pod' }

/** Bodies that kubectl's typed client sent, with what they say. */
const recorded: { base64: string; object: KubeObject }[] = JSON.parse(
  readFileSync(new URL('testdata/kubectl-1.35.json', import.meta.url), 'utf8'),
)

/** A body around the bytes of an object, each part shorter than 128 bytes. */
function envelope(apiVersion: string, kind: string, raw: Uint8Array): Buffer {
  const part = (tag: number, bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([tag, bytes.length]), bytes])
  const type = Buffer.concat([part(10, Buffer.from(apiVersion)), part(18, Buffer.from(kind))])
  return Buffer.concat([Buffer.from('k8s\0'), part(10, type), part(18, raw)])
}

describe('protobuf', () => {
  const root = independentRoot()

  it.each(kinds)('gives back what was written of %s', (_, gvk) => {
    const random = seededRandom(gvk.kind.length * 31 + gvk.version.length)
    for (let round = 0; round < 5; round++) {
      const { object, unknownFields } = conformToSchema(sampleObject(gvk, random), gvk)
      expect(unknownFields).toEqual([])
      expect(decodeProtobuf(encodeProtobuf(object)).object).toEqual(object)
    }
  })

  it.each(kinds)('writes %s as an independent codec does', (name, gvk) => {
    const type = root.lookupType(name.replaceAll('.', '_'))
    const { object } = conformToSchema(sampleObject(gvk, seededRandom(gvk.kind.length)), gvk)
    const { raw } = readUnknown(encodeProtobuf(object))
    expect(Buffer.from(type.encode(type.decode(raw)).finish()).toString('hex')).toBe(
      Buffer.from(raw).toString('hex'),
    )
  })

  it('writes what Go holds by value even when zero, and pointers only when set', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { replicas: 0 } }
    const { raw } = readUnknown(encodeProtobuf(deployment))
    const decoded = root.lookupType('apps_v1_Deployment').decode(raw) as unknown as Record<string, object>
    expect(Object.keys(decoded.spec ?? {}).sort()).toEqual([
      'minReadySeconds',
      'paused',
      'replicas',
      'strategy',
      'template',
    ])
  })

  it('nests what JSON has flat', () => {
    const volumes = [{ name: 'cache', emptyDir: {} }]
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [], volumes } }
    const { raw } = readUnknown(encodeProtobuf(pod))
    expect(root.lookupType('core_v1_Pod').decode(raw).toJSON()).toMatchObject({
      spec: { volumes: [{ name: 'cache', volumeSource: { emptyDir: {} } }] },
    })
  })

  it('writes a time as whole seconds and a micro time with its nanos', () => {
    const spec = { renewTime: '2024-05-01T10:00:00.250000Z' }
    const metadata = { creationTimestamp: '1970-01-01T00:00:09Z' }
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
    const { raw } = readUnknown(encodeProtobuf(lease))
    expect(root.lookupType('coordination_v1_Lease').decode(raw).toJSON()).toMatchObject({
      metadata: { creationTimestamp: { seconds: '9', nanos: 0 } },
      spec: { renewTime: { seconds: '1714557600', nanos: 250_000_000 } },
    })
  })

  it('writes a time that a map has as null as an empty message, and reads it back', () => {
    const status = { disruptedPods: { web: null, api: '2024-05-01T10:00:00Z' } }
    const given = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {}, status }
    const { object } = conformToSchema(given, gvkOf(given))
    const { raw } = readUnknown(encodeProtobuf(object))
    expect(root.lookupType('policy_v1_PodDisruptionBudget').decode(raw).toJSON()).toMatchObject({
      status: { disruptedPods: { api: { seconds: '1714557600', nanos: 0 }, web: {} } },
    })
    expect(decodeProtobuf(encodeProtobuf(object)).object).toMatchObject({ status })
  })

  it('keeps a null in the list of values a schema allows', () => {
    const enumeration = { enum: ['a', null], default: 'a' }
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: enumeration } }
    const spec = {
      group: 'a.example',
      names: { plural: 'xs', kind: 'X' },
      scope: 'Cluster',
      versions: [version],
    }
    const given = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {},
      spec,
    }
    const { object } = conformToSchema(given, gvkOf(given))
    expect(decodeProtobuf(encodeProtobuf(object)).object).toEqual(object)
    expect(object).toMatchObject({ spec })
  })

  it('reads a map entry without its value as that type is when empty', () => {
    const entry = Buffer.from([18, 3, 10, 1, 97])
    const configMap = envelope('v1', 'ConfigMap', entry)
    expect(decodeProtobuf(configMap).object).toMatchObject({ data: { a: '' } })
    const budget = envelope('policy/v1', 'PodDisruptionBudget', Buffer.from([26, 5, 18, 3, 10, 1, 97]))
    expect(decodeProtobuf(budget).object).toMatchObject({ status: { disruptedPods: { a: null } } })
  })

  it('decodes an object that is embedded as protobuf', () => {
    const inner = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'inner' }, spec: {}, status: {} }
    const event = encodeWatchEventProtobuf('ADDED', encodeProtobuf(inner))
    expect(Buffer.from(event).readUInt32BE()).toBe(event.length - 4)
    const decoded = root.lookupType('meta_v1_WatchEvent').decode(event.subarray(4)) as unknown as {
      type: string
      object: { raw: Uint8Array }
    }
    expect(decoded.type).toBe('ADDED')
    expect(decodeProtobuf(decoded.object.raw).object.metadata.name).toBe('inner')
  })

  it.each([
    ['no envelope', Buffer.from('{}'), 'provided data does not appear to be a protobuf message'],
    [
      'a cut message',
      encodeProtobuf({ apiVersion: 'v1', kind: 'Pod', metadata: {} }).subarray(0, 20),
      /unexpected end/,
    ],
  ])('refuses %s with a BadRequest', (_, bytes, message) => {
    expect(() => decodeProtobuf(bytes)).toThrow(expect.objectContaining({ reason: 'BadRequest' }))
    expect(() => decodeProtobuf(bytes)).toThrow(message)
  })

  it.each(recorded)(
    'reads and writes the bytes that kubectl 1.35 sends for $object.kind',
    ({ base64, object }) => {
      const bytes = Buffer.from(base64, 'base64')
      expect(decodeProtobuf(bytes).object).toEqual(object)
      expect(conformToSchema(object, gvkOf(object)).object).toEqual(object)
      expect(Buffer.from(encodeProtobuf(object)).toString('base64')).toBe(base64)
    },
  )

  it('answers mangled bytes with an object or a BadRequest, never anything else', () => {
    const whole = [
      ...recorded.map(({ base64 }) => Buffer.from(base64, 'base64')),
      encodeProtobuf(sampleObject(pod, seededRandom(3))),
    ]
    const mangling = fc.tuple(
      fc.constantFrom(...whole),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.nat({ max: 40 }),
    )
    const mangled = mangling.map(([bytes, at, byte, cut]) => {
      const copy = Buffer.from(bytes)
      copy[4 + (at % (copy.length - 4))] = byte
      return copy.subarray(0, Math.max(5, copy.length - cut))
    })
    fc.assert(
      fc.property(mangled, (bytes) => {
        try {
          expect(decodeProtobuf(bytes).object).toBeTypeOf('object')
        } catch (error) {
          expect(hasReason(error, 'BadRequest'), String(error)).toBe(true)
        }
      }),
      { numRuns: 3000, seed: 11 },
    )
  })

  it.each(['Volume', 'PodSpec'])('refuses %s, which is a part of kinds and none itself', (kind) => {
    expect(() => decodeProtobuf(envelope('v1', kind, Buffer.alloc(0)))).toThrow(
      `no kind "${kind}" is registered for version "v1"`,
    )
  })

  it('refuses a kind it does not know', () => {
    const bytes = Buffer.concat([
      Buffer.from('k8s\0'),
      Buffer.from([10, 11, 10, 4, ...Buffer.from('x/v1'), 18, 3, ...Buffer.from('Foo'), 18, 0]),
    ])
    expect(() => decodeProtobuf(bytes)).toThrow('no kind "Foo" is registered for version "x/v1"')
  })
})
