import { decodeProtobuf, encodeProtobuf } from '@knarr/api'

/** The object of a protobuf body as plain JSON data. @throws where the bytes are none */
export function fromProtobuf(bytes: Uint8Array): unknown {
  return decodeProtobuf(bytes).object
}

/** An object in upstream's protobuf envelope. */
export function toProtobuf(object: object): Uint8Array {
  return encodeProtobuf(object)
}
