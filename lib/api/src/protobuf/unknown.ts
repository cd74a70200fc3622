import { ProtoError, ProtoReader, type ProtoWriter, wireType } from '@knarr/machinery'

/** `runtime.Unknown`: what goes before and around every object in Kubernetes' protobuf. */
export interface Unknown {
  readonly apiVersion: string
  readonly kind: string
  readonly raw: Uint8Array
}

const magic = Buffer.from('k8s\0', 'latin1')

export function isEnvelope(bytes: Uint8Array): boolean {
  return bytes[0] === 0x6b && bytes[1] === 0x38 && bytes[2] === 0x73 && bytes[3] === 0
}

/** Writes the envelope around what `write` writes. */
export function writeUnknown(
  writer: ProtoWriter,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  write: (writer: ProtoWriter) => void,
): void {
  writer.raw(magic)
  writer.tag(1, wireType.bytes).begin()
  writer.tag(1, wireType.bytes).string(apiVersion).tag(2, wireType.bytes).string(kind).end()
  writer.message(2, write)
  // Content encoding and type: upstream writes them, empty.
  writer.tag(3, wireType.bytes).string('').tag(4, wireType.bytes).string('')
}

/** Takes the envelope off; throws a ProtoError if the bytes have none. */
export function readUnknown(bytes: Uint8Array): Unknown {
  if (!isEnvelope(bytes)) throw new ProtoError('provided data does not appear to be a protobuf message')
  const reader = new ProtoReader(bytes, magic.length)
  let typeMeta = { apiVersion: '', kind: '' }
  let raw: Uint8Array = new Uint8Array()
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 1) typeMeta = reader.message(readTypeMeta)
    else if (tag >>> 3 === 2) raw = reader.bytes()
    else reader.skip(tag)
  }
  return { ...typeMeta, raw }
}

function readTypeMeta(reader: ProtoReader): { apiVersion: string; kind: string } {
  const typeMeta = { apiVersion: '', kind: '' }
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag >>> 3 === 1) typeMeta.apiVersion = reader.string()
    else if (tag >>> 3 === 2) typeMeta.kind = reader.string()
    else reader.skip(tag)
  }
  return typeMeta
}
