/** The low three bits of a tag. Groups (3 and 4) are only skipped. */
export const wireType: {
  readonly varint: 0
  readonly fixed64: 1
  readonly bytes: 2
  readonly startGroup: 3
  readonly endGroup: 4
  readonly fixed32: 5
} = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 }
