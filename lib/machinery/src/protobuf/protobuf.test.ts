import fc from 'fast-check'
import protobufjs from 'protobufjs'
import { describe, expect, it } from 'vitest'
import { ProtoError } from './proto-error.ts'
import { ProtoReader } from './proto-reader.ts'
import { ProtoWriter } from './proto-writer.ts'
import { wireType } from './wire-type.ts'

const read = (writer: ProtoWriter): ProtoReader => new ProtoReader(writer.finish())
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('ProtoWriter and ProtoReader', () => {
  it('keep integers of every size and sign', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        fc.integer(),
        (safe, big, small) => {
          const reader = read(
            new ProtoWriter(1)
              .int64(safe)
              .int64(big)
              .sint64(big)
              .int32(small)
              .sint32(small)
              .fixed64(big)
              .uint64(safe),
          )
          expect(reader.int64()).toBe(safe)
          expect(reader.bigInt64()).toBe(big)
          expect(reader.sint64()).toBe(Number(big))
          expect(reader.int32()).toBe(small)
          expect(reader.sint32()).toBe(small)
          expect(reader.sfixed64()).toBe(big)
          expect(reader.bigInt64()).toBe(BigInt(safe))
          expect(reader.hasMore).toBe(false)
        },
      ),
    )
  })

  it('keep texts, bytes and floating-point numbers', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.uint8Array(),
        fc.double(),
        (text, raw, real) => {
          const reader = read(new ProtoWriter(1).string(text).bytes(raw).double(real).float(0.5).bool(true))
          expect(reader.string()).toBe(text)
          expect(reader.bytes()).toEqual(raw)
          expect(reader.double()).toBe(real)
          expect(reader.float()).toBe(0.5)
          expect(reader.bool()).toBe(true)
        },
      ),
    )
  })

  interface Node {
    name: string
    count: number
    nodes: Node[]
  }
  const { node } = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.record({
      name: fc.string({ maxLength: 200 }),
      count: fc.nat(),
      nodes: fc.oneof(
        { depthSize: 'medium' },
        fc.constant<Node[]>([]),
        fc.array(tie('node'), { maxLength: 4 }),
      ),
    }),
  }))

  function writeNode(writer: ProtoWriter, { name, count, nodes }: Node): void {
    writer.tag(1, wireType.bytes).string(name).tag(2, wireType.varint).uint32(count)
    for (const inner of nodes) writer.message(3, () => writeNode(writer, inner))
  }

  function readNode(reader: ProtoReader): Node {
    const result: Node = { name: '', count: 0, nodes: [] }
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag >>> 3 === 1) result.name = reader.string()
      else if (tag >>> 3 === 2) result.count = reader.uint32()
      else if (tag >>> 3 === 3) result.nodes.push(reader.message(readNode))
      else reader.skip(tag)
    }
    return result
  }

  const { root } = protobufjs.parse(
    'syntax = "proto3"; message Node { string name = 1; uint32 count = 2; repeated Node nodes = 3; }',
  )
  const peer = root.lookupType('Node')

  it('nest messages of any depth and length, as another implementation reads and writes them', () => {
    fc.assert(
      fc.property(node, (value) => {
        const writer = new ProtoWriter(1)
        writeNode(writer, value)
        const length = writer.length
        const encoded = writer.finish()
        expect(encoded.length).toBe(length)
        expect(readNode(new ProtoReader(encoded))).toEqual(value)
        const decoded = peer.toObject(peer.decode(encoded), { defaults: true })
        expect(decoded).toEqual(value)
        expect(readNode(new ProtoReader(peer.encode(value).finish()))).toEqual(value)
      }),
    )
  })

  it('has lengths at every step of the varint', () => {
    for (const size of [0, 1, 126, 127, 128, 16382, 16383, 16384, 16385, 2 ** 21]) {
      const writer = new ProtoWriter()
      writer.message(1, () => writer.message(2, () => writer.raw(new Uint8Array(size))))
      const reader = read(writer)
      expect(reader.tag()).toBe((1 << 3) | wireType.bytes)
      reader.message((outer) => {
        expect(outer.tag()).toBe((2 << 3) | wireType.bytes)
        expect(outer.bytes()).toHaveLength(size)
        expect(outer.tag()).toBe(0)
      })
      expect(reader.hasMore).toBe(false)
    }
  })

  it('can write again after finish', () => {
    const writer = new ProtoWriter()
    const first = writer.string('first').finish()
    writer.string('other')
    expect(new ProtoReader(first).string()).toBe('first')
    expect(read(writer).string()).toBe('other')
  })
})

describe('ProtoReader', () => {
  it('skips fields of every wire type, groups included', () => {
    const writer = new ProtoWriter()
    writer.tag(1, wireType.varint).int64(-1).tag(2, wireType.fixed64).fixed64(1)
    writer.tag(3, wireType.bytes).string('skipped').tag(4, wireType.fixed32).fixed32(1)
    writer.tag(5, wireType.startGroup).tag(6, wireType.varint).uint32(1).tag(5, wireType.endGroup)
    const reader = read(writer.tag(7, wireType.varint).uint32(42))
    let tag = reader.tag()
    for (; tag >>> 3 !== 7; tag = reader.tag()) reader.skip(tag)
    expect(reader.uint32()).toBe(42)
    expect(reader.tag()).toBe(0)
  })

  it.each([
    ['a varint that ends too early', bytes(0x80), (reader: ProtoReader) => reader.uint32()],
    ['a varint without end', bytes(...new Array(11).fill(0x80)), (reader: ProtoReader) => reader.int64()],
    ['a text longer than the input', bytes(5, 65), (reader: ProtoReader) => reader.string()],
    ['a length beyond all bounds', bytes(255, 255, 255, 255, 15), (reader: ProtoReader) => reader.bytes()],
    ['a fixed number cut short', bytes(1, 2, 3), (reader: ProtoReader) => reader.fixed32()],
    ['a nested message longer than its parent', bytes(9, 1), (reader: ProtoReader) => reader.enter()],
    ['field number zero', bytes(2), (reader: ProtoReader) => reader.tag()],
    ['an unknown wire type', bytes(15), (reader: ProtoReader) => reader.skip(reader.tag())],
    ['a group without end', bytes(11, 8, 1), (reader: ProtoReader) => reader.skip(reader.tag())],
    ['the wrong end of a group', bytes(11, 20), (reader: ProtoReader) => reader.skip(reader.tag())],
    [
      'groups nested too deeply',
      bytes(...new Array(1000).fill(11)),
      (reader: ProtoReader) => reader.skip(reader.tag()),
    ],
  ])('refuses %s', (_, input, action) => {
    expect(() => action(new ProtoReader(input))).toThrow(ProtoError)
  })

  it('does not read past the end of a nested message', () => {
    const reader = new ProtoReader(bytes(1, 0x85, 1))
    const outer = reader.enter()
    expect(() => reader.uint32()).toThrow(ProtoError)
    reader.leave(outer)
    expect(reader.hasMore).toBe(true)
  })

  it('reads only its part of a shared buffer', () => {
    const shared = bytes(99, 3, 65, 66, 67, 99)
    const reader = new ProtoReader(shared.subarray(1, 5))
    expect(reader.string()).toBe('ABC')
    expect(new ProtoReader(shared, 1, 5).string()).toBe('ABC')
    expect(() => new ProtoReader(shared, 3, 9)).toThrow(ProtoError)
  })
})

describe('ProtoWriter', () => {
  it('refuses parts that do not pair', () => {
    expect(() => new ProtoWriter().end()).toThrow(ProtoError)
    expect(() => new ProtoWriter().begin().finish()).toThrow(ProtoError)
  })
})
