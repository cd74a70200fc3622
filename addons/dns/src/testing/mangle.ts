import type { Random } from '@knarr/machinery'
import { encodeMessage } from '../message/encode-message.ts'
import { messageOf } from '../message/message.ts'
import { type ResourceRecord, recordOf } from '../message/record.ts'

const records: readonly ResourceRecord[] = [
  recordOf('a.example.', 'A', 30, { address: '192.0.2.1' }),
  recordOf('_http._tcp.a.example.', 'SRV', 30, { priority: 0, weight: 1, port: 80, target: 'a.example.' }),
  recordOf('a.example.', 'TXT', 30, { texts: ['one', 'two'] }),
  recordOf('a.example.', 'NSEC', 30, { next: 'b.example.', types: ['A', 'TXT'] }),
]

const wholes: readonly Buffer[] = [
  messageOf({ id: 1, recursionDesired: true, questions: [{ name: 'a.example.', type: 'A', class: 'IN' }] }),
  messageOf({
    ...{ id: 2, questions: [{ name: 'a.example.', type: 'IXFR', class: 'IN' }], authorities: records },
    edns: { udpSize: 1232, version: 0, dnssecOk: true, options: [{ code: 10, data: Buffer.alloc(8) }] },
  }),
  messageOf({
    id: 3,
    opcode: 4,
    questions: [{ name: 'example.', type: 'SOA', class: 'IN' }],
    answers: records,
  }),
].map((message) => encodeMessage(message))

type Below = (limit: number) => number

/** A message as an attacker might send it: bytes changed, cut out, doubled, cut off, or made of nothing. */
export function mangledMessage(random: Random): Buffer {
  const below: Below = (limit) => Math.floor(random.next() * limit)
  if (below(20) === 0) return Buffer.from(Array.from({ length: below(600) }, () => below(256)))
  let bytes: Buffer = Buffer.from(wholes[below(wholes.length)] as Buffer)
  for (let change = below(4); change >= 0 && bytes.length > 0; change--) bytes = changed(bytes, below)
  return bytes
}

function changed(bytes: Buffer, below: Below): Buffer {
  const at = below(bytes.length)
  switch (below(5)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)])
    case 2:
      if (at + 1 < bytes.length) bytes.writeUInt16BE(0xc000 | below(bytes.length), at)
      return bytes
    default:
      bytes[at] = below(256)
      return bytes
  }
}
